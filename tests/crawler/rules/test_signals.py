"""What pages say about their own use."""

from datetime import UTC, datetime

import pytest

from crawler.rules.signals import MOST_SAID, Signals, of_unchanged, read_signals, remembered

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def of_header(*lines: str) -> Signals:
    return read_signals([("X-Robots-Tag", line) for line in lines], now=NOW)


@pytest.mark.parametrize(
    ("lines", "noindex", "nofollow", "noarchive", "nosnippet", "reserved"),
    [
        ((), False, False, False, False, False),
        (("noindex",), True, False, False, False, False),
        (("NoIndex, NoFollow",), True, True, False, False, False),
        (("none",), True, True, False, False, False),
        (("all",), False, False, False, False, False),
        (("noarchive",), False, False, True, False, False),
        (("nosnippet",), False, False, False, True, False),
        (("max-snippet:0",), False, False, False, True, False),
        (("max-snippet: 299",), False, False, False, True, False),
        (("max-snippet:300",), False, False, False, False, False),
        (("max-snippet:-1",), False, False, False, False, False),
        (("noai",), False, False, False, False, True),
        (("noimageai",), False, False, False, False, False),
        (("otherbot: noindex",), False, False, False, False, False),
        (("otherbot: noindex, nofollow",), False, False, False, False, False),
        (("perennial: noindex",), True, False, False, False, False),
        (("Perennial: noarchive, otherbot: noindex",), False, False, True, False, False),
        (("Perennial/1.0: noindex",), True, False, False, False, False),
        (("otherbot/2.1: noindex",), False, False, False, False, False),
        (("otherbot: noindex", "noarchive"), False, False, True, False, False),
        (("otherbot: nofollow", "noindex"), True, False, False, False, False),
        (("unavailable_after: Wed, 21 Oct 2020 07:28:00 GMT",), True, False, False, False, False),
        (("unavailable_after: 2020-10-21",), True, False, False, False, False),
        (("unavailable_after: 2030-10-21, noarchive",), False, False, True, False, False),
        (("unavailable_after: some day",), True, False, False, False, False),
        (("otherbot: unavailable_after: 2020-10-21",), False, False, False, False, False),
    ],
)
def test_x_robots_tag(
    lines: tuple[str, ...], noindex: bool, nofollow: bool, noarchive: bool, nosnippet: bool, reserved: bool
) -> None:
    """Each directive, for everybody or by name, one header line at a time."""
    signals = of_header(*lines)
    assert (bool(signals.noindex), signals.nofollow, signals.noarchive, signals.nosnippet, bool(signals.reserved)) == (
        noindex, nofollow, noarchive, nosnippet, reserved,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "noindex", "reserved"),
    [
        ("robots", "noindex", True, False),
        ("ROBOTS", "index, follow", False, False),
        ("perennial", "none", True, False),
        ("robots, googlebot", "noindex", True, False),
        ("googlebot,Perennial", "noindex", True, False),
        ("googlebot, bingbot", "noindex", False, False),
        ("googlebot", "noindex", False, False),
        ("robots", "noindex nofollow", True, False),
        ("robots", "noai, noimageai", False, True),
        ("tdm-reservation", "1", False, True),
        ("tdm-reservation", "0", False, False),
        ("tdm-reservation", "", False, True),
        ("X-Robots-Tag", "noindex", True, False),
        ("description", "noindex", False, False),
    ],
)
def test_meta_elements(name: str, content: str, noindex: bool, reserved: bool) -> None:
    """Meta robots, our own name and TDMRep count; other robots' names do not."""
    signals = read_signals([], [(name, content)], now=NOW)
    assert (bool(signals.noindex), bool(signals.reserved)) == (noindex, reserved)


@pytest.mark.parametrize(
    ("header", "value", "reserved"),
    [
        ("tdm-reservation", "1", True),
        ("TDM-Reservation", "0", False),
        ("Content-Usage", "bots=n", True),
        ("Content-Usage", "train-ai=n", False),
        ("Content-Usage", "search=y, ai=n", True),
        ("Content-Usage", "bots=y", False),
        ("Content-Usage", "tdm=?0", True),
        ("Content-Type", "bots=n", False),
    ],
)
def test_reservation_headers(header: str, value: str, reserved: bool) -> None:
    """Reservations of our use forbid it; those of uses that are not ours do not."""
    assert bool(read_signals([(header, value)], now=NOW).reserved) is reserved


def test_what_applied_is_recorded() -> None:
    """Signals are kept in words, for the verdict."""
    signals = read_signals([("X-Robots-Tag", "noarchive"), ("Content-Usage", "train-ai=n")], now=NOW)
    assert signals.said == ("Content-Usage: train-ai=n", "X-Robots-Tag: noarchive")


@pytest.mark.parametrize(
    ("headers", "metas"),
    [
        ([], []),
        ([("X-Robots-Tag", "noarchive, nosnippet")], []),
        ([("X-Robots-Tag", "otherbot: noindex")], [("robots", "max-snippet:10")]),
        ([("X-Robots-Tag", "unavailable_after: Wed, 21 Oct 2020 07:28:00 GMT")], []),
        ([], [("robots", "unavailable_after: 2020-10-21, noarchive")]),
        ([("tdm-reservation", "1")], [("perennial", "none")]),
        ([("Content-Usage", "search=y, ai=n")], [("tdm-reservation", "1")]),
        ([("Content-Signal", "ai-input=no")], [("x-robots-tag", "noindex")]),
    ],
)
def test_remembered_signals_mean_what_they_meant(headers: list[tuple[str, str]], metas: list[tuple[str, str]]) -> None:
    """They are kept in words and read again, with the same effect."""
    found = read_signals(headers, metas, now=NOW)
    again = remembered(found.said, now=NOW)
    assert (again.effects, again.said, again.nofollow) == (found.effects, found.said, found.nofollow)


@pytest.mark.parametrize(
    ("said", "header", "noindex", "noarchive"),
    [
        ((), ("X-Robots-Tag", "noindex"), True, False),
        (("X-Robots-Tag: noarchive",), None, False, True),
        (("X-Robots-Tag: noarchive",), ("X-Robots-Tag", "all"), False, False),
        (("X-Robots-Tag: noarchive",), ("Content-Usage", "train-ai=n"), False, True),
        (("meta robots: noarchive",), ("X-Robots-Tag", "all"), False, True),
        (("meta robots: unavailable_after: 2026-10-31",), None, True, False),
        (("meta robots: unavailable_after: 2026-11-02",), None, False, False),
    ],
)
def test_a_304_changes_what_it_mentions(
    said: tuple[str, ...], header: tuple[str, str] | None, noindex: bool, noarchive: bool
) -> None:
    """It sends no meta elements and need not repeat headers, so silence withdraws nothing."""
    found = of_unchanged(said, [header] if header else [], now=NOW)
    assert (bool(found.noindex), found.noarchive) == (noindex, noarchive)


def test_a_page_cannot_fill_the_store_with_signals() -> None:
    """What is remembered is bounded; what it comes to is read from all of it."""
    metas = [("robots", f"word{n}") for n in range(5_000)] + [("robots", "noarchive"), ("robots", "x" * 10_000)]
    found = read_signals([], metas, now=NOW)
    assert len(found.said) == MOST_SAID
    assert max(map(len, found.said)) <= 300
    assert found.noarchive
