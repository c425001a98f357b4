"""Imported once by the process that extraction processes are forked from: what all of them need is read beforehand.

Importing spaCy, reading the lexicons and loading the model takes well over a second of processor time; forked
afterwards, a process starts in hundredths of one and shares the memory. Nothing here may start a thread or open a
connection: a fork would inherit half of it.
"""

import gc
import sys
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.extract import extract

ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = b"""<!doctype html><html lang="en"><head><title>Ada Beispiel</title></head><body><h1>Ada Beispiel</h1>
<p>I am a product designer at Newhaven Systems in Hamburg, and I like Python.</p>
<h2>Experience</h2><ul><li>Designer, Newhaven Systems, 2019 - present</li></ul>
<h2>Skills</h2><ul><li>Python</li></ul>
<h2>Writing</h2><ul><li><a href="/kiln">Kilns, and how they cool</a>, March 2024</li></ul></body></html>"""
"""An invented page that asks something of most extractors."""


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say why a process ended, unless it was stopped before it had begun: then its pipes and locks are gone."""
    if not issubclass(kind, OSError | EOFError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _tell
# A missing model or a defect of an extractor is reported with each page that meets it; here it would end all of them.
with suppress(Exception):
    address = "https://ada.example/"
    extract(Snapshot("", address, ANY_TIME, PAGE, "text/html", "home", address), PersonHint("Ada Beispiel"))
# What is there now stays: looked through for garbage, its memory would be copied into each process.
gc.collect()
gc.freeze()
