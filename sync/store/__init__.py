"""MongoDB, behind one repository per collection. Nothing outside this package imports pymongo."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import pymongo
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

import config.sources
from crawler.errors import GuardError
from crawler.guard import Address, parse
from crawler.hosts.keys import politeness_key
from crawler.rules.tdmrep import TDMREP_PATH
from sync.models.source import Source
from sync.store.decisions import AuditLines, Changes, Decisions, Proposals, Rejections
from sync.store.evidence import DueForDiff, FreshnessOf, Observations, Snapshots
from sync.store.people import Candidates, Events, NetworkMarks, Sources, Suppressions
from sync.store.repository import Transaction, explained, plain_errors
from sync.store.runs import HostRenderings, Hosts, Pages, Refusals, RobotsAnswers, Runs
from sync.store.skill_lists import SkillLists

T = TypeVar("T")

TRANSACTION_SECONDS = 30.0
"""Longest time for one transaction with its retries; the driver alone would go on for two minutes."""
DURABLE = WriteConcern(w="majority", j=True)


class Store:
    """All repositories over one database.

    Commits of one process are serialised: contending transactions would otherwise abort each other and
    retry, which costs the slowest client most of a second.
    """

    def __init__(self, client: MongoClient[dict[str, Any]], database_name: str) -> None:
        self._client = client
        self.database = client.get_database(database_name, write_concern=DURABLE, read_concern=ReadConcern("majority"))
        self._commit_lock = threading.Lock()
        self.candidates = Candidates(self.database)
        self.sources = Sources(self.database)
        self.pages = Pages(self.database)
        self.hosts = Hosts(self.database)
        self.robots = RobotsAnswers(self.database)
        self.renderings = HostRenderings(self.database)
        self.snapshots = Snapshots(self.database)
        self.observations = Observations(self.database)
        self.freshness = FreshnessOf(self.database)
        self.due_for_diff = DueForDiff(self.database)
        self.proposals = Proposals(self.database)
        self.decisions = Decisions(self.database)
        self.rejections = Rejections(self.database)
        self.changes = Changes(self.database)
        self.events = Events(self.database)
        self.audit = AuditLines(self.database)
        self.runs = Runs(self.database)
        self.refusals = Refusals(self.database)
        self.suppressions = Suppressions(self.database)
        self.marks = NetworkMarks(self.database)
        self.skill_lists = SkillLists(self.database)

    def now(self) -> datetime:
        """Return the database's clock: aware, UTC, milliseconds."""
        with plain_errors():
            moment: datetime = self._client.admin.command("hello", codec_options=self.database.codec_options)[
                "localTime"
            ]
        return moment

    def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Run ``work`` in one transaction, all of it or nothing; it may run again when the driver retries.

        :raises Unavailable: when the database does not answer in time; it says whether anything may be stored.
        """
        with self._commit_lock, self._client.start_session() as session:
            try:
                with pymongo.timeout(TRANSACTION_SECONDS):
                    return session.with_transaction(
                        lambda open_session: work(Transaction(open_session)),
                        read_concern=ReadConcern("snapshot"),
                        write_concern=DURABLE,
                    )
            except PyMongoError as error:
                raise explained(error) from error

    def add_source(self, source: Source, tx: Transaction) -> None:
        """Add a source with its first page, which is due at once."""
        self.sources.insert(source, tx)
        self.pages.seed(source, config.sources.get(source.kind).spider, tx)

    def remove_source(self, source: Source, tx: Transaction) -> None:
        """Remove a source with everything read and observed through it."""
        addresses = {page.id for page in self.pages.of_source(source.id, tx)}
        self.pages.detach([source.id], tx)
        gone = addresses - {page.id for page in self.pages.get_many(addresses, tx)}
        # Nothing leads from the person to these any more, should they be erased.
        self.refusals.delete_of(sorted(gone), [source.id], tx)
        self.forget_hosts(gone, tx)
        self.observations.delete_of_source(source.id, tx)
        self.snapshots.delete_of_source(source.id, tx)
        self.sources.delete(source.id, tx)

    def forget(self, candidate_id: str, tx: Transaction) -> None:
        """Remove everything that is kept of a person outside the feed."""
        addresses = [page.id for page in self.pages.of_candidate(candidate_id, tx)]
        sources = self.sources.of(candidate_id, tx)
        self.refusals.delete_of(addresses, [source.id for source in sources], tx)
        self.pages.detach([source.id for source in sources], tx)
        self.forget_hosts(addresses, tx)
        for repository in (
            self.sources,
            self.snapshots,
            self.observations,
            self.freshness,
            self.proposals,
            self.decisions,
            self.rejections,
            self.events,
        ):
            repository.delete_of(candidate_id, tx)
        self.due_for_diff.remove(candidate_id, tx)
        self.candidates.delete(candidate_id, tx)

    def forget_hosts(self, addresses: Iterable[str], tx: Transaction) -> None:
        """Remove what is known of hosts that no page is on any more: a domain may be a person's name.

        :param addresses: of pages that are gone.
        """
        left = {one for one in _readable(addresses) if not self.pages.any_below(one.origin, tx)}
        self.robots.delete({one.origin + path for one in left for path in ("", TDMREP_PATH)}, tx)
        self.renderings.delete({one.host for one in left}, tx)
        keys = {politeness_key(one, loopback=loopback) for one in left for loopback in (False, True)}
        # Another person's page may wait for its turn under the same domain.
        self.hosts.delete_idle({key for key in keys if not self.pages.any_on(key.partition(":")[0], tx)}, tx)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _readable(addresses: Iterable[str]) -> set[Address]:
    """Return those of some stored addresses that are any; what another version stored must not stop an erasure."""
    found = set()
    for address in addresses:
        try:
            found.add(parse(address))
        except GuardError:
            continue
    return found
