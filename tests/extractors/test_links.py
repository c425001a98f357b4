"""Which of a page's links to profiles are its owner's."""

from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors import links as extractor
from extractors.claims import PersonHint
from extractors.extract import extract
from extractors.links import MOST_PROFILES
from extractors.page import build


def _snapshot(links: str) -> Snapshot:
    body = f"<html><body><h1>Mira Landt</h1><p>{links}</p></body></html>".encode()
    return Snapshot("", "https://mira.example/", datetime(2026, 1, 1, tzinfo=UTC), body, "text/html", "home")


@pytest.mark.parametrize(
    ("handles", "claimed"),
    [
        (["kilnfire"], ["kilnfire"]),
        (["kilnfire", "potwheel"], []),
        (["kilnfire", "mlandt"], ["mlandt"]),
        (["kilnfire", "potwheel", "mlandt"], ["mlandt"]),
    ],
)
def test_of_several_unmarked_profiles_none_is_the_owners(handles: list[str], claimed: list[str]) -> None:
    """Alone a profile is hers; beside others of the same site only the one with her name is."""
    links = " ".join(f'<a href="https://github.com/{handle}">GitHub</a>' for handle in handles)
    claims = extract(_snapshot(links), PersonHint("Mira Landt")).claims
    assert [one.value["username"] for one in claims if one.field == "links"] == claimed  # type: ignore[call-overload, index]


def test_a_page_of_thousands_of_profiles_is_weighed_within_bounds() -> None:
    """All of them in one sentence, each declared as the owner's."""
    many = " ".join(f'<a rel="me" href="https://m{number}.example/">me</a>' for number in range(MOST_PROFILES + 200))
    assert len(list(extractor.read(build(_snapshot(many), PersonHint("Mira Landt"))))) == MOST_PROFILES
