"""What a run knows of the suppression list."""

import asyncio
from collections.abc import Sequence

from crawler import forgotten
from crawler.forgotten import KnownSuppressions
from crawler.memory import MemorySuppressions


class CountingSuppressions(MemorySuppressions):
    """Remembers what it was asked for, and lets somebody be erased while it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.erased_meanwhile: list[str] = []

    def suppressed(self, addresses: Sequence[str]) -> set[str]:
        self.asked += addresses
        hits = super().suppressed(addresses)
        while self.erased_meanwhile:
            self.add(self.erased_meanwhile.pop())
        return hits


def known_of(port: CountingSuppressions, clock: list[float]) -> KnownSuppressions:
    return KnownSuppressions(port, lambda: clock[0])


def test_an_address_is_looked_up_once_while_the_list_stays() -> None:
    """However long the run takes."""
    port, clock = CountingSuppressions(), [0.0]
    known = known_of(port, clock)
    known.suppressed(["a", "b"])
    for moment in (0.0, 10.0, 1_000.0):
        clock[0] = moment
        assert not asyncio.run(known.any_of(["a", "b"], 5.0))
    assert port.asked == ["a", "b"]


def test_a_list_that_grew_is_asked_anew() -> None:
    """An erased person's address is found as soon as the list's state is looked at again."""
    port, clock = CountingSuppressions(), [0.0]
    known = known_of(port, clock)
    assert not asyncio.run(known.any_of(["a"], 5.0))
    port.add("a")
    clock[0] = 5.0
    assert asyncio.run(known.any_of(["a"], 5.0))


def test_an_answer_from_before_the_list_grew_is_not_kept() -> None:
    """Somebody is erased while the list answers, and the list's state is looked at before the answer arrives."""
    port, clock = CountingSuppressions(), [0.0]
    known = known_of(port, clock)
    known.suppressed(["z"])
    port.erased_meanwhile = ["a"]
    assert known.suppressed(["a"]) == set()
    clock[0] = 5.0
    assert asyncio.run(known.any_of(["a"], 5.0))


def test_what_is_remembered_is_bounded(monkeypatch) -> None:
    """Beyond the bound it is asked for again."""
    monkeypatch.setattr(forgotten, "MOST_KNOWN", 3)
    port = CountingSuppressions()
    known = known_of(port, [0.0])
    known.suppressed(["a", "b"])
    known.suppressed(["c", "d"])
    assert not asyncio.run(known.any_of(["c"], 5.0))
    assert not asyncio.run(known.any_of(["a"], 5.0))
    assert port.asked == ["a", "b", "c", "d", "a"]
