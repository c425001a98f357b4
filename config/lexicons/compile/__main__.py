"""Write ``config/lexicons/technologies.toml``: ``python -m config.lexicons.compile NODE_MODULES``.

NODE_MODULES is a folder that holds the npm packages ``simple-icons``, ``linguist-languages`` and ``devicon``
(``npm install simple-icons linguist-languages devicon``); ``pygments`` and ``trove-classifiers`` are read from
this Python. Nothing of them is needed to run Perennial. What is taken is chosen in ``choice.toml``; the licences
are in ``config/lexicons/licences``.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE.parent / "technologies.toml"
Named = tuple[str, list[str]]
"""A technology's label, and other names of it."""

HEADER = """\
# Compiled by: python -m config.lexicons.compile NODE_MODULES. Do not edit; compile/choice.toml chooses what is taken.
origin = "{origin}"
licence = "CC0-1.0 (simple-icons), MIT (linguist-languages, devicon), Apache-2.0 (trove-classifiers), \
BSD-2-Clause (pygments); texts in config/lexicons/licences"
description = "Technologies: label = other names of it, and which packages name it."

[technologies]
"""


def main(arguments: list[str]) -> int:
    """Compile the lexicon; return the exit code."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "simple-icons").is_dir():
        sys.stderr.write(f"{__doc__}\n")
        return 2
    modules = Path(arguments[0])
    choice = tomllib.loads((HERE / "choice.toml").read_text("utf-8"))
    sources: dict[str, Iterable[Named]] = {
        f"simple-icons {_npm_version(modules, 'simple-icons')}": _simple_icons(modules, choice["simple-icons"]),
        f"devicon {_npm_version(modules, 'devicon')}": _devicon(modules, choice["devicon"]),
        f"linguist-languages {_npm_version(modules, 'linguist-languages')}": _linguist(modules, choice["linguist"]),
        f"pygments {version('pygments')}": _pygments(choice["pygments"]),
        f"trove-classifiers {version('trove-classifiers')}": _trove(choice["trove"]),
    }
    TARGET.write_text(HEADER.format(origin=", ".join(sources)) + _rows(_merged(sources, choice["same"])), "utf-8")
    return 0


def _names(text: str) -> set[str]:
    return {name for one in text.split("|") if (name := " ".join(one.split()))}


def _npm_version(modules: Path, package: str) -> str:
    return str(json.loads((modules / package / "package.json").read_text("utf-8"))["version"])


def _simple_icons(modules: Path, choice: Mapping[str, Any]) -> Iterator[Named]:
    wanted = _names(choice["take"])
    icons = json.loads((modules / "simple-icons" / "data" / "simple-icons.json").read_text("utf-8"))
    titles = {icon["title"] for icon in icons}
    for missing in sorted(wanted - titles):
        sys.stderr.write(f"simple-icons has no {missing}\n")
    for icon in icons:
        if icon["title"] in wanted:
            yield icon["title"], list(icon.get("aliases", {}).get("aka", []))


def _devicon(modules: Path, choice: Mapping[str, Any]) -> Iterator[Named]:
    left, called = _names(choice["leave"]), choice["called"]
    for icon in json.loads((modules / "devicon" / "devicon.json").read_text("utf-8")):
        if icon["name"] not in left:
            # Its alternative names are tags of the icon, not always of the thing: only the name itself is taken.
            label = called.get(icon["name"], icon["name"].capitalize())
            yield label, [] if label.lower() == icon["name"] else [icon["name"]]


def _linguist(modules: Path, choice: Mapping[str, Any]) -> Iterator[Named]:
    left = _names(choice["leave"]) - _names(choice["also_languages"])
    also = _names(choice["also"])
    for path in sorted((modules / "linguist-languages" / "data").glob("*.js")):
        text = path.read_text("utf-8")
        name, kind = (re.search(rf"^  {key}: (?:'(.*)'|\"(.*)\"),$", text, re.MULTILINE) for key in ("name", "type"))
        if name is None or kind is None:
            continue
        label = (name[1] or name[2]).replace("\\'", "'")
        if (kind[1] == "programming" and label not in left) or label in also:
            yield label, []


def _pygments(choice: Mapping[str, Any]) -> Iterator[Named]:
    wanted, called = _names(choice["take"]), choice["called"]
    for name, *_ in import_module("pygments.lexers").get_all_lexers():
        if name in wanted:
            yield called.get(name, name), []


def _trove(choice: Mapping[str, Any]) -> Iterator[Named]:
    wanted, called = _names(choice["take"]), choice["called"]
    for classifier in import_module("trove_classifiers").sorted_classifiers:
        if classifier in wanted:
            name = classifier.rpartition(" :: ")[2]
            yield called.get(name, name), []


def _merged(sources: Mapping[str, Iterable[Named]], same: Mapping[str, str]) -> dict[str, tuple[set[str], list[str]]]:
    """Join what several packages name, under the spelling met first."""
    labels: dict[str, str] = {}
    found: dict[str, tuple[set[str], list[str]]] = {}
    for source, named in sources.items():
        package = source.split()[0]
        for name, others in named:
            wanted = same.get(name, name)
            label = labels.setdefault(wanted.lower(), wanted)
            also, packages = found.setdefault(label, (set(), []))
            also.update(one.lower() for one in (name, *others) if one.lower() != label.lower() and one.isascii())
            if package not in packages:
                packages.append(package)
    return found


def _rows(found: Mapping[str, tuple[set[str], list[str]]]) -> str:
    quoted = json.dumps
    return "".join(
        f"{quoted(label, ensure_ascii=False)} = {{ also = {quoted(sorted(also))}, of = {quoted(packages)} }}\n"
        for label, (also, packages) in sorted(found.items(), key=lambda item: item[0].lower())
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
