"""kill -9 of everything at random moments of the demo, then again: what was acknowledged stays, nothing is done twice.

A moment is a point on the way of the whole job: below 0 the start (the database is not up yet), 0 to 1 the share of
pages that are read, 1 to 2 of readings that are extracted, 2 to 3 of people whose record is compared. The way is
measured in the database, so that a slow machine is hit at the same places as a fast one.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil
import pytest

from config.settings import Settings
from sync import commands
from sync.commands.desk import Desk, open_desk
from sync.demo.run import load_sample, refresh_sample, serve_sample
from sync.models.proposal import Proposal
from sync.store import Store
from sync.worker import Watcher
from tests.chaos.content import Key, content, rebuilt
from tests.chaos.demo import LONGEST_SECONDS, Demo, kill, stopped_tree

LONG = bool(os.environ.get("TEST_LONG"))
KILLS = 10 if LONG else 3
SEEDS = range(3 if LONG else 1)
START = -0.5
END = 3.0
SLOWEST_START_SECONDS = 2.0
LONGEST_DELAY_SECONDS = 0.3
"""How long after a moment the kill may fall, so that it also falls between two steps."""


@dataclass(frozen=True)
class Moment:
    """When to kill."""

    at: float
    delay: float
    takes_database: bool
    """Whether mongod is killed too; else it is left as an orphan."""


@dataclass(frozen=True)
class Approval:
    """An approval that was acknowledged."""

    proposal_id: str
    seq: int
    key: Key
    after: object


@dataclass(frozen=True)
class Way:
    """How much there is to do in all."""

    pages: int
    snapshots: int
    people: int

    @classmethod
    def of(cls, store: Store) -> "Way":
        """Return it from a store on which everything is done."""
        people = [one.id for one in store.candidates.active()]
        snapshots = [one for candidate_id in people for one in store.snapshots.of(candidate_id)]
        return cls(store.pages.count(), len(snapshots), len({one.candidate_id for one in snapshots}))

    def point(self, store: Store) -> float:
        """Return how far the job is that works on a store, 0 to 3."""
        read = store.pages.count({"state": {"$ne": "waiting"}})
        if read < self.pages:
            return read / self.pages
        if pending := store.snapshots.count_pending():
            return 1 + (self.snapshots - pending) / self.snapshots
        return 2 + (self.people - len(store.due_for_diff.some(1000))) / self.people


@dataclass
class Chaos:
    """One data folder from the first start to the last kill."""

    demo: Demo
    way: Way
    random: Random
    approvals: list[Approval] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    """Where each kill hit; below 0 before the database was up."""
    open: list[Proposal] = field(default_factory=list)
    """What waited for a decision at the last look."""
    orphan: int | None = None

    def strike(self, moment: Moment) -> None:
        """Start the demo, wait for a moment, approve something, and kill everything at once; then approve again."""
        with self.demo.running() as process:
            if moment.at < 0:
                time.sleep(SLOWEST_START_SECONDS * (moment.at - START) / -START)
                self.points.append(moment.at)
            else:
                self.points.append(self._wait_for(moment, process))
            assert process.poll() is None, f"the demo ended before {moment}\n{self.demo.last_words()}"
            self._kill(process, moment)
        if self.orphan is not None and self.demo.is_up():
            with self.demo.visit() as desk:
                self._approve(desk)
        else:
            self._approve_with_command()

    def check_adoption(self) -> None:
        """Check that the database which a kill left behind is the one that the next command works on."""
        if self.orphan is not None:
            server = self.demo.database
            assert server is not None
            assert server.pid == self.orphan, "the orphan was not adopted"
            self.orphan = None

    def _wait_for(self, moment: Moment, process: psutil.Popen) -> float:
        until = time.monotonic() + LONGEST_SECONDS
        while not self.demo.is_up():
            assert process.poll() is None, self.demo.last_words()
            assert time.monotonic() < until, "the database did not come up"
            time.sleep(0.005)
        self.check_adoption()
        with self.demo.visit() as desk:
            while (point := self.way.point(desk.store)) < moment.at:
                assert process.poll() is None, f"the demo ended at {point}\n{self.demo.last_words()}"
                assert time.monotonic() < until, f"the demo stands still at {point}\n{self.demo.last_words()}"
                time.sleep(0.002)
            time.sleep(moment.delay)
            # The acknowledgement comes last before everything dies.
            self._approve(desk)
        return point

    def _kill(self, process: psutil.Popen, moment: Moment) -> None:
        doomed = set(stopped_tree(process))
        server = self.demo.database
        database = psutil.Process(server.pid) if server is not None else None
        if database is not None and moment.takes_database:
            doomed.add(database)
        kill(doomed)
        # While it starts, the server is a child of the demo and dies with it.
        self.orphan = database.pid if database is not None and database not in doomed else None

    def _approve(self, desk: Desk) -> None:
        self.open = desk.store.proposals.open()
        if one := self._chosen():
            change = commands.proposals.approve(desk, one.id).change
            assert change is not None
            self._acknowledged(one, change.seq)

    def _approve_with_command(self) -> None:
        if one := self._chosen():
            (settled,) = self.demo.command("proposals", "approve", one.id)
            self._acknowledged(one, settled["change"]["seq"])

    def _chosen(self) -> Proposal | None:
        return self.random.choice(self.open) if self.open else None

    def _acknowledged(self, one: Proposal, seq: int) -> None:
        self.open = [other for other in self.open if other.id != one.id]
        self.approvals.append(Approval(one.id, seq, (one.candidate_id, one.field, one.item_id), one.after))


def moments(random: Random, count: int) -> Sequence[Moment]:
    """Draw one moment from each of ``count`` equal parts of the way; the database dies in every other one."""
    start = START if count > len(("crawling", "extracting", "proposing")) else 0.0
    part = (END - start) / count
    drawn = []
    for index in range(count):
        at = start + part * (index + random.random())
        drawn.append(Moment(at, random.uniform(0, LONGEST_DELAY_SECONDS), takes_database=index % 2 == 0))
    return drawn


@pytest.fixture
def undisturbed(store_settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    """Return a desk at a store on which the sample was worked through without a disturbance."""
    settings = store_settings.model_copy(update={"archive_url": (tmp_path / "undisturbed").as_uri()})
    with open_desk(settings, "undisturbed") as desk, serve_sample() as server:
        load_sample(desk)
        refresh_sample(settings, desk, server, Watcher())
        yield desk


@pytest.fixture
def demo(mongod_program: Path, tmp_path: Path) -> Iterator[Demo]:
    """Return a demo that has never run."""
    demo = Demo(tmp_path, mongod_program)
    yield demo
    demo.clean_up()


@pytest.mark.timeout(1800 if LONG else 300)
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_demo_ends_as_if_it_had_never_been_killed(undisturbed: Desk, demo: Demo, seed: int) -> None:
    """After kills at random moments no acknowledged approval is lost, and the end is that of an undisturbed run."""
    random = Random(seed)
    chaos = Chaos(demo, Way.of(undisturbed.store), random)
    for moment in moments(random, KILLS):
        chaos.strike(moment)
    chaos.check_adoption()
    assert demo.run_to_the_end() == 0, demo.last_words()
    assert demo.database is None, "the last one out stops the database"
    with open_desk(demo.settings, "reader") as desk:
        assert chaos.approvals, "approvals were made between the kills"
        check_feed(desk.store, chaos.approvals)
        approve_the_same(undisturbed, chaos.approvals)
        found, expected = content(desk.store), content(undisturbed.store)
        for name, rows in expected.items():
            assert found[name] == rows, f"{name} after kills at {chaos.points}"


def check_feed(store: Store, approvals: Sequence[Approval]) -> None:
    """Check that the feed has each change once, without a gap, and rebuilds every record."""
    changes = store.changes.since(0)
    people = store.candidates.active()
    assert [one.seq for one in changes] == list(range(1, len(changes) + 1))
    assert store.changes.last_number() == len(changes)
    assert sorted(one.candidate_id for one in changes if one.type == "created") == sorted(one.id for one in people)
    assert {one.proposal_id: one.seq for one in changes if one.type == "updated"} == {
        one.proposal_id: one.seq for one in approvals
    }
    assert len(changes) == len(people) + len(approvals)
    records = {(one.id, name, item.item_id): item.value for one in people for name, item in one.items()}
    assert rebuilt(store) == records
    for approval in approvals:
        assert records[approval.key] == approval.after
        decisions = store.decisions.on(approval.proposal_id)
        assert [(one.verb, one.change_seq) for one in decisions] == [("approve", approval.seq)]


def approve_the_same(desk: Desk, approvals: Sequence[Approval]) -> None:
    """Approve on the undisturbed store what was approved between the kills."""
    proposals = {(one.candidate_id, one.field, one.item_id): one.id for one in desk.store.proposals.open()}
    for approval in approvals:
        commands.proposals.approve(desk, proposals[approval.key])
