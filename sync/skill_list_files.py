"""Read the official files of ESCO and O*NET: every row is checked, and the first bad one says its line.

ESCO: ``skills_<language>.csv`` of the classification's CSV download (https://esco.ec.europa.eu/en/use-esco/download).
O*NET: ``Technology Skills.txt`` or ``Skills.txt`` of the text database (https://www.onetcenter.org/database.html).
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.skilling.imported import ImportedTerm
from sync.errors import Invalid
from sync.models.skill_list import ListKind

LARGEST_FILE = 200 * 1024 * 1024
LONGEST_NAME = 200
ESCO_COLUMNS = ("conceptType", "conceptUri", "preferredLabel", "altLabels")
ESCO_SKILL = "KnowledgeSkillCompetence"
ESCO_ADDRESS = "http://data.europa.eu/esco/"
ONET_COLUMNS = {"Example": "technology-skills", "Element Name": "skills"}
"""The column with the skill's name, and what the list is called; a file has the one or the other."""
ONET_CODE = "O*NET-SOC Code"
ATTRIBUTIONS: dict[ListKind, str] = {
    "esco": "This service uses the ESCO classification of the European Commission.",
    "onet": "This product includes information from the O*NET {version} Database by the U.S. Department of Labor, "
    "Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of "
    "USDOL/ETA. Perennial has modified all or some of this information. USDOL/ETA has not approved, endorsed, or "
    "tested these modifications.",
}
"""As the publishers word it: https://esco.ec.europa.eu/en/use-esco/download and
https://www.onetcenter.org/license_db.html."""
RELEASE = re.compile(r"(?<![\d.])v?(\d{1,2}[._]\d{1,2}(?:[._]\d{1,2})?)(?![\d])", re.IGNORECASE)
ALTERNATIVES = re.compile(r"[\r\n]+|\s\|\s")
"""Between other names: a new line in ``skills``, a bar in the collections of the same download."""
SAID_RELEASE = re.compile(r"\w[\w.+ -]{0,39}")
OF_LANGUAGE = re.compile(r"_([a-z]{2})$")


@dataclass(frozen=True, slots=True)
class SkillFile:
    """What an official file holds."""

    name: str
    """Of the list: ``skills`` or ``technology-skills``."""
    version: str
    language: str
    entries: tuple[ImportedTerm, ...]


def read_file(path: Path, kind: ListKind, version: str | None) -> SkillFile:
    """Read a whole file.

    :param version: of the classification; None takes it from the file's or its folder's name.
    :raises Invalid: for a file that is not what it should be, naming the line and what to do.
    """
    release = version or _release(path)
    if release is not None and not SAID_RELEASE.fullmatch(release):
        raise Invalid(f"{path}: {release[:40]!r} is no release. Say it as its publisher writes it: --version 1.2.0")
    if release is None:
        raise Invalid(
            f"{path}: which release is it? Say it: perennial lexicon import FILE --kind {kind} --version 1.2.0"
        )
    rows = list(_rows(path, kind))
    if kind == "esco":
        language = OF_LANGUAGE.search(path.stem.lower())
        return SkillFile("skills", release, language[1] if language else "en", tuple(_esco(path, rows)))
    column = next(column for column in ONET_COLUMNS if column in rows[0].values)
    return SkillFile(ONET_COLUMNS[column], release, "en", tuple(_onet(path, rows, column)))


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    values: dict[str, str]


def _release(path: Path) -> str | None:
    for name in (path.stem, path.parent.name):
        if found := RELEASE.search(name):
            return found[1].replace("_", ".")
    return None


def _rows(path: Path, kind: ListKind) -> Iterator[_Row]:
    if not path.is_file():
        raise Invalid(f"There is no file {path}. {_where(kind)}")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Invalid(f"{path}: {size:,} bytes; an official file has {LARGEST_FILE:,} at most. Is it the right one?")
    style = {"delimiter": ","} if kind == "esco" else {"delimiter": "\t", "quoting": csv.QUOTE_NONE}
    reader = csv.reader(_lines(path), strict=True, **style)
    header: list[str] | None = None
    rows = 0
    before = 1
    try:
        for row in reader:
            line, before = before, reader.line_num + 1
            if header is None:
                header = _header(path, kind, row)
            elif row:
                if len(row) != len(header):
                    raise _bad(path, line, f"{len(row)} columns, the first line has {len(header)}")
                rows += 1
                yield _Row(line, dict(zip(header, row, strict=True)))
    except csv.Error as error:
        raise _bad(path, reader.line_num, str(error)) from error
    except OSError as error:
        raise Invalid(f"{path}: {error.strerror}. Give a file that can be read.") from error
    if not rows:
        raise Invalid(f"{path}: holds no skill. {_where(kind)}")


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _bad(path, number, f"not UTF-8 (byte {error.start + 1})") from error
            if "\x00" in line:
                raise _bad(path, number, "a zero byte")
            yield line


def _header(path: Path, kind: ListKind, row: list[str]) -> list[str]:
    wanted = ESCO_COLUMNS if kind == "esco" else (ONET_CODE,)
    missing = [column for column in wanted if column not in row]
    if kind == "onet" and not any(column in row for column in ONET_COLUMNS):
        missing.append(" or ".join(ONET_COLUMNS))
    if missing:
        raise _bad(path, 1, f"the column {', '.join(missing)} is missing. {_where(kind)}")
    return row


def _esco(path: Path, rows: Iterable[_Row]) -> Iterator[ImportedTerm]:
    for row in rows:
        kind, address = row.values["conceptType"].strip(), row.values["conceptUri"].strip()
        if kind != ESCO_SKILL:
            raise _bad(path, row.line, f"conceptType is {kind!r}, not {ESCO_SKILL}. {_where('esco')}")
        if not address.startswith(ESCO_ADDRESS) or " " in address:
            raise _bad(path, row.line, f"conceptUri is {address[:80]!r}, not an address under {ESCO_ADDRESS}")
        if row.values.get("status", "released").strip() not in ("released", ""):
            continue
        others = {" ".join(name.split()) for name in ALTERNATIVES.split(row.values["altLabels"])} - {""}
        yield ImportedTerm(_name(path, row, "preferredLabel"), tuple(sorted(others)), address)


def _onet(path: Path, rows: Iterable[_Row], column: str) -> Iterator[ImportedTerm]:
    seen: set[str] = set()
    for row in rows:
        name = _name(path, row, column)
        if name.lower() not in seen:
            seen.add(name.lower())
            yield ImportedTerm(name)


def _name(path: Path, row: _Row, column: str) -> str:
    name = " ".join(row.values[column].split())
    if not name or len(name) > LONGEST_NAME:
        raise _bad(path, row.line, f"{column} is empty or longer than {LONGEST_NAME} characters")
    return name


def _where(kind: ListKind) -> str:
    if kind == "esco":
        return "Give skills_<language>.csv from https://esco.ec.europa.eu/en/use-esco/download"
    return "Give 'Technology Skills.txt' or 'Skills.txt' from https://www.onetcenter.org/database.html (text files)"


def _bad(path: Path, line: int, reason: str) -> Invalid:
    return Invalid(f"{path}:{line}: {reason}. Nothing was stored; correct the file, or download it anew.")
