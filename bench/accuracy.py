"""The table of ``bench.extract``: each measure beside its reference, and docs/accuracy.md, which holds it."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from crawler.items import Snapshot
from sync.evaluate.run import SiteResult

DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- written by python -m bench.extract --write -->\n", "<!-- end -->"
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)

PROMISED = (
    "title_precision", "title_recall", "employer_precision", "employer_recall", "articles_f1", "skills_recall",
    "skills_precision", "change_precision", "change_recall", "traps", "article_body_f1", "trafilatura_body_f1",
    "skillspan_exact", "skillspan_lenient", "crf_exact", "dotin_title", "dotin_employer", "dotin_tools",
    "microformats_failed", "pages_per_second_core", "speed_vs_trafilatura",
)  # fmt: skip
"""Keys of the last line, whatever else it holds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the table."""

    name: str
    key: str
    reference: str
    """What was measured of others; ``{key}`` stands for a figure of the same run."""
    wanted: str
    at_most: bool = False


ROWS = (
    Row("Title, precision", "title_precision", "naive reader {naive_title_precision}", ".95"),
    Row("Title, recall", "title_recall", "naive reader {naive_title_recall}", ".85"),
    Row("Employer, precision", "employer_precision", "naive reader {naive_employer_precision}", ".95"),
    Row("Employer, recall", "employer_recall", "naive reader {naive_employer_recall}", ".85"),
    Row("Title, precision, a part counts", "loose_title_precision", "naive reader {loose_naive_title_precision}", ""),
    Row("Title, recall, a part counts", "loose_title_recall", "naive reader {loose_naive_title_recall}", ""),
    Row("Traps proposed", "traps", "naive reader {naive_traps}", "0", at_most=True),
    Row("Articles, F1", "articles_f1", "", ".95"),
    Row("Skills, recall", "skills_recall", "", ".80"),
    Row("Skills, precision", "skills_precision", "", ".80"),
    Row("Changes as proposals, precision", "change_precision", "", ".95"),
    Row("Changes as proposals, recall", "change_recall", "", ".85"),
    Row("Changes of title and employer, precision", "change_role_precision", "", ""),
    Row("Changes of title and employer, recall", "change_role_recall", "", ""),
    Row("Article body, F1, pages it learned from", "article_body_f1", "trafilatura {trafilatura_body_f1}", ".970"),
    Row("Article body, F1, hosts unseen", "article_body_unseen_f1", "trafilatura {trafilatura_body_f1}", ".970"),
    Row("SkillSpan knowledge, exact F1", "skillspan_exact", "CRF with lexicon features {crf_exact}", ".60"),
    Row("SkillSpan knowledge, lenient F1", "skillspan_lenient", "that CRF on the test part .705", ".75"),
    Row("dotin titles, exact F1", "dotin_title", "CRF .632", ".68"),
    Row("dotin employers, exact F1", "dotin_employer", "CRF .511", ".60"),
    Row("dotin tools, exact F1", "dotin_tools", "CRF .605", ".65"),
    Row("microformats cases failed", "microformats_failed", "mf2py 1 of 37", "0", at_most=True),
    Row("Pages a second, one core", "pages_per_second_core", "trafilatura {trafilatura_pages_per_second_core}", "25"),
    Row("Speed, trafilatura alone being 1", "speed_vs_trafilatura", "1", ".7"),
    Row("Peak memory of a process, MB", "peak_memory_mb", "", "600", at_most=True),
)


def cells(line: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows' cells: measure, here, 95% interval, reference, wanted."""
    shown = {key: figure(value) for key, value in line.items()}
    for row in ROWS:
        ends = (line.get("intervals") or {}).get(row.key)
        between = f"{figure(ends[0])} to {figure(ends[1])}" if ends else ""
        reference = row.reference.format_map(_Known(shown))
        wanted = f"{'at most' if row.at_most else 'at least'} {row.wanted}" if row.wanted else ""
        yield row.name, shown.get(row.key, "-"), between, reference, wanted


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "-"


def figure(value: object) -> str:
    """Return a number as the table shows it: shares without their zero, to three places."""
    if isinstance(value, float) and 0 <= value < 1:
        return f"{value:.3f}"[1:] if value < 0.9995 else "1.000"
    if isinstance(value, float):
        return f"{value:.3f}" if value < 2 else f"{value:.1f}"
    return "-" if value is None else str(value)


def show(line: Mapping[str, Any], console: Console) -> None:
    """Print the table."""
    table = Table(title=_about(line), title_justify="left")
    for column in ("measure", "here", "95% interval", "reference", "wanted"):
        table.add_column(column, justify="right" if column == "here" else "left")
    for row in cells(line):
        table.add_row(*row)
    console.print(table)


def _about(line: Mapping[str, Any]) -> str:
    sites, older = line.get("sites", 0), line.get("sites_with_older_version", 0)
    return f"{sites} labelled sites, {older} with an older version; {line.get('pages', 0)} pages timed"


def write(line: Mapping[str, Any], results: Sequence[SiteResult]) -> None:
    """Write the table into docs/accuracy.md between its marks, and draw docs/accuracy.svg.

    :raises ImportError: without the extra ``[bench]``; only the plot needs it.
    """
    from bench.calibrate import across_sites
    from bench.judged import judged
    from bench.reliability import Weighed, bins_of, draw, table

    page = DOCS / "accuracy.md"
    before, rest = page.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    rows = ["| measure | here | 95% interval | reference | wanted |", "| --- | ---: | --- | --- | --- |"]
    rows += [f"| {' | '.join(row)} |" for row in cells(line)]
    seen = judged(results)
    raw, calibrated = bins_of(Weighed(one, one.said) for one in seen), bins_of(across_sites(seen))
    body = f"{_about(line)}.\n\n" + "\n".join(rows)
    body += f"\n\nAs extractors say:\n\n{table(raw)}\nCalibrated, each site by the others alone:\n\n{table(calibrated)}"
    page.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", "utf-8")
    draw({"as extractors say": raw, "calibrated by other sites": calibrated}, DOCS / "accuracy.svg")


def article_pages(folder: Path) -> Iterator[Snapshot]:
    """Yield the pages of the article-extraction benchmark, in the order of their names."""
    for path in sorted(folder.glob("html/*.html.gz")):
        address = f"https://articles.example/{path.name.partition('.')[0]}"
        body = gzip.decompress(path.read_bytes())
        yield Snapshot(path.name, address, ANY_TIME, body, "text/html; charset=utf-8", "article", address)
