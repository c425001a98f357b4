"""``perennial evaluate``: measure the whole pipeline on labelled sites."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sync.cli.output import results, table, tell
from sync.cli.session import settings
from sync.errors import Invalid
from sync.evaluate.truth import FIELDS, read_sites

if TYPE_CHECKING:
    from sync.evaluate.run import SiteResult
    from sync.evaluate.score import Score


def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder with one folder per labelled site.", show_default=False)],
    site: Annotated[str | None, typer.Option(help="Only this site's folder name.")] = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write every value and proposal as JSON Lines.")
    ] = None,
) -> None:
    """Serve labelled sites on loopback, run the whole pipeline on them, and score what it read and proposed.

    docs/evaluate.md explains the folder's format and the scores. Example: perennial evaluate sites --site ada
    """
    # Only here: they load Scrapy and spaCy.
    from sync.evaluate.run import evaluate_sites
    from sync.evaluate.score import rows, score_changes, score_proposals, score_values, traps
    from sync.worker import Watcher

    sites = read_sites(folder, site)
    done: list[SiteResult] = []
    for result in evaluate_sites(settings(), sites, Watcher()):
        done.append(result)
        tell(f"{result.site.slug}: {result.pages} pages, {len(result.proposals)} proposals, {result.seconds:.1f} s")
    if json_out:
        _write(json_out, rows(done))
    _table("The current profile, as read", score_values(done))
    _table("Proposals against the record", score_proposals(done))
    if any(one.site.older for one in done):
        _table("Of these, changes since an older version", score_changes(done))
    stepped_into = traps(done)
    for slug, proposal in stepped_into:
        tell(f"trap: {slug}: {proposal.field} {proposal.after!r} ({proposal.evidence[0].quote!r})")
    pages, seconds = sum(one.pages for one in done), sum(one.seconds for one in done)
    results.print(f"Traps proposed: {len(stepped_into)} · pages fetched: {pages} · seconds: {seconds:.1f}")


def _table(title: str, scores: "dict[str, Score]") -> None:
    table(
        title,
        ["field", "precision", "recall", "F1", "right", "wrong", "found", "missed"],
        [
            (
                field,
                _share(one.precision),
                _share(one.recall),
                _share(one.f1),
                one.right,
                one.wrong,
                one.found,
                one.missed,
            )
            for field, one in ((field, scores[field]) for field in FIELDS)
        ],
        empty="Nothing was scored.",
    )


def _share(number: float | None) -> str:
    return "-" if number is None else f"{number:.2f}"


def _write(path: Path, lines: Iterable[object]) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            for row in lines:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}.") from error
