"""Leases are taken, and ends told, many at a time."""

import asyncio
from collections.abc import Collection, Sequence

import pytest

from crawler.errors import PortError
from crawler.hosts.leases import Leases
from crawler.memory import MemoryHosts
from crawler.ports import HostEnd, HostLease


class Asked(MemoryHosts):
    """Hosts that remember each question, and may be out of reach."""

    def __init__(self) -> None:
        super().__init__()
        self.acquired: list[list[str]] = []
        self.told: list[list[str]] = []
        self.away = False

    def acquire(self, keys: Sequence[str]) -> Sequence[HostLease]:
        self.acquired.append(list(keys))
        if self.away:
            raise PortError("the database does not answer")
        return super().acquire(keys)

    def completed(self, ends: Sequence[HostEnd]) -> None:
        if self.away:
            raise PortError("the database does not answer")
        self.told.append(sorted(end.key for end in ends))
        super().completed(ends)


def rest(keys: Collection[str]) -> Sequence[HostEnd]:
    return [HostEnd(key, 60.0) for key in keys]


def test_what_is_asked_together_is_one_question() -> None:
    """A host of another run is left out of the answer."""
    hosts = Asked()
    MemoryHosts("theirs", shared=hosts).acquire(["h7.example"])

    async def take() -> list[HostLease | None]:
        leases = Leases(hosts, rest)
        taken = await asyncio.gather(*(leases.take(f"h{number}.example") for number in range(100)))
        assert leases.stands("h0.example")
        assert not leases.stands("h7.example")
        leases.close(())
        return taken

    taken = asyncio.run(take())
    assert [lease.key if lease else None for lease in taken][6:9] == ["h6.example", None, "h8.example"]
    assert len(hosts.acquired) == 1
    assert hosts.leased() == {"h7.example"}, "everything of ours is given back"


def test_a_failure_reaches_everybody_who_asked() -> None:
    """And whoever asks later gets an answer again."""
    hosts = Asked()
    hosts.away = True

    async def take() -> None:
        leases = Leases(hosts, rest)
        answers = await asyncio.gather(*(leases.take(key) for key in "abc"), return_exceptions=True)
        assert [type(answer) for answer in answers] == [PortError] * 3
        hosts.away = False
        lease = await leases.take("a")
        assert lease is not None
        leases.close(())

    asyncio.run(take())


def test_what_could_not_be_told_is_told_at_the_end() -> None:
    """A rest must not be lost because the database was away for a moment."""
    hosts = Asked()

    async def tell() -> None:
        leases = Leases(hosts, rest)
        await leases.take("a")
        leases.ended("a")
        hosts.away = True
        with pytest.raises(PortError):
            await leases.tell({"a"})
        hosts.away = False
        leases.close(())

    asyncio.run(tell())
    assert hosts.told == [["a"]]


def test_what_went_along_is_not_told_again() -> None:
    """Two that must tell at once: the second finds that the first took its end along."""
    hosts = Asked()

    async def tell() -> None:
        leases = Leases(hosts, rest)
        await asyncio.gather(leases.take("a"), leases.take("b"))
        leases.ended("a")
        leases.ended("b")
        await asyncio.gather(leases.tell({"a"}), leases.tell({"b"}))
        leases.close({"b"})

    asyncio.run(tell())
    assert hosts.told == [["a", "b"], ["b"]], "the last one because its request was cut off"
