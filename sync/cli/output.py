"""How results and messages reach a person or a program."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.values import seen_only

messages = Console(stderr=True, highlight=False, soft_wrap=True)
results = Console(highlight=False)

WHOLE = frozenset({"id", "sure", "outcome"})
"""Columns that are never folded."""
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (one object a line for lists) instead of tables.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen and write nothing.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most rows to show.")]


def complain(text: str) -> None:
    """Tell what went wrong, on standard error."""
    messages.print(Text(seen_only(text), style="red" if messages.is_terminal else ""))


def tell(text: str) -> None:
    """Tell what happened, on standard error."""
    messages.print(Text(seen_only(text)))


def emit(document: object) -> None:
    """Print one JSON object on a line of standard output."""
    sys.stdout.write(json.dumps(plain(document), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def emit_all(documents: Iterable[object]) -> None:
    """Print JSON Lines."""
    for document in documents:
        emit(document)


def plain(document: object) -> Any:
    """Return what JSON can carry."""
    if isinstance(document, BaseModel):
        return document.model_dump(mode="json")
    if isinstance(document, Mapping):
        return {key: plain(value) for key, value in document.items()}
    if isinstance(document, datetime):
        return document.isoformat().replace("+00:00", "Z")
    if isinstance(document, list | tuple | set | frozenset):
        return [plain(one) for one in document]
    return document


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print a table on standard output, or what to do where there is nothing to show.

    :param empty: the sentence for an empty table.
    """
    drawn = Table(title=title, title_justify="left", header_style="bold", show_lines=False, expand=False)
    for column in columns:
        # Ids are copied by hand: never folded.
        drawn.add_column(column, overflow="fold", no_wrap=column in WHOLE)
    for row in rows:
        # Text, not markup: a page may contain square brackets.
        drawn.add_row(*(cell if isinstance(cell, Text) else Text(seen_only(str(cell))) for cell in row))
    if drawn.row_count:
        results.print(drawn)
    else:
        tell(empty)


def at(moment: datetime | None) -> str:
    """Return a time as a person reads it: UTC, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
