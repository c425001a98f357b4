"""Logs are lines that a machine can read and that tell nothing of people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.logs import masked

ROOT = Path(__file__).parents[2]
SPEAKER = """
import logging
from crawler import logs
logs.configure("info", {format!r})
fields = {{"hosts": ["ada.example"], "n": 3}}
logging.getLogger("crawler.spider").info("read %s", "https://ada.example/cv", extra=fields)
logging.getLogger("scrapy.core").info("third parties' chatter")
try:
    raise OSError("no route to ada.example for ada@lovelace.example")
except OSError:
    logging.getLogger("sync.worker").exception("failed")
"""


def said(log_format: str) -> list[str]:
    """Return what a process of its own logs on standard error."""
    program = SPEAKER.format(format=log_format)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "", "standard output is for results"
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("GET https://ada.example/cv?x=1 failed", "ada"),
        ("https://xn--ada-5na.de/", "ada"),
        ("no lookup for ada.lovelace.dev.", "lovelace"),
        ("mail to Ada.Obi+x@obi.co.uk bounced", "obi"),
        ("ADA.EXAMPLE rests", "ADA"),
        ("host ada.github.io is busy", "ada"),
    ],
)
def test_addresses_hosts_and_mails_are_replaced(text: str, hidden: str) -> None:
    """Nothing of a page's address, a host's name or a mail address is left."""
    assert hidden not in masked(text)


@pytest.mark.parametrize("text", ["crawler.handler raised", "Scrapy 2.19.0", "3.5 pages/s", "run_4x7k2m9q1z ended"])
def test_other_words_stay(text: str) -> None:
    """Modules, versions, numbers and ids are no hosts."""
    assert masked(text) == text


def test_the_same_page_has_the_same_stand_in() -> None:
    """Lines about one page can be joined; two pages are told apart."""
    one, again, other = (masked(f"https://ada.example/{name}") for name in ("a", "a", "b"))
    assert one == again != other


def test_json_lines_carry_fields_and_no_person() -> None:
    """Each line is one object with its time and logger; tracebacks are masked as well."""
    read, failed = map(json.loads, said("json"))
    assert (read["level"], read["logger"], read["n"]) == ("info", "crawler.spider", 3)
    assert failed["event"] == "failed"
    assert "OSError: no route to host_" in failed["exception"]
    assert "ada" not in json.dumps([read, failed]).lower()


def test_console_lines_are_masked_too() -> None:
    """The format for people hides the same."""
    lines = "\n".join(said("console"))
    assert "page_" in lines
    assert "chatter" not in lines
    assert "ada" not in lines
