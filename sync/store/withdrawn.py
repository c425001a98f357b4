"""What is given up when a page's owner takes back what was permitted before.

=====================  ==================================================================================
The page says now      Of earlier readings
=====================  ==================================================================================
noindex, noai, or a    bodies go, quotes go, what they state is no longer current: open proposals that
reservation            rest on it alone are withdrawn
noindex, and some      the same, for everybody but those whose recorded consent overrides it
consent to it
noarchive              bodies go
nosnippet              quotes go
=====================  ==================================================================================

What a person decided stays as decided, with the proof that they saw: the record and the feed are not the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.items import Outcome, Reading
from crawler.permission import ENDED_BY_SIGNALS
from crawler.rules.signals import remembered
from sync.models.snapshot import Snapshot
from sync.store import Store
from sync.store.repository import Transaction

TRANSIENT = "/transient/"
_READ = (Outcome.FETCHED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The pages of one batch by what their owners took back."""

    ended: frozenset[str]
    not_kept: frozenset[str]
    not_quoted: frozenset[str]
    only_for: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Per page that forbids indexing, the people whose consent overrides that."""

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Withdrawn":
        """Sort some readings."""
        read = [one for one in readings if one.outcome in _READ]
        return cls(
            frozenset(one.page.address for one in readings if is_ended(one)),
            frozenset(one.page.address for one in read if not one.verdict.may_keep_body),
            frozenset(one.page.address for one in read if not one.verdict.may_quote),
            {
                one.page.address: frozenset(source.candidate_id for source in one.page.sources)
                for one in read
                if remembered(one.verdict.signals, now=one.at).noindex
            },
        )

    def takes_back(self, snapshot: Snapshot) -> bool:
        """Whether the body of an earlier reading has to go."""
        if snapshot.page in self.ended or snapshot.candidate_id not in self.only_for.get(
            snapshot.page, {snapshot.candidate_id}
        ):
            return True
        # A body under noarchive waits for its extraction in a place of its own, and goes right after it.
        return snapshot.page in self.not_kept and TRANSIENT not in (snapshot.archive_path or "")


class Withdrawals:
    """Removes it, the files first: a kill in between leaves no body behind that may not be kept.

    :param remove_body: removes one file from the archive; one that is gone already is no error.
    """

    def __init__(self, store: Store, remove_body: Callable[[str], None]) -> None:
        self._store = store
        self._remove_body = remove_body

    def remove_files(self, readings: Sequence[Reading]) -> None:
        """Remove the bodies that may not be kept; called before the transaction, which may be repeated."""
        bodies = self._bodies(Withdrawn.of(readings))
        paths = {one.archive_path for one in bodies if one.archive_path}
        # Two pages with one body share its file.
        needed = self._store.snapshots.paths_needed(sorted(paths), {one.page for one in bodies}) if paths else set()
        for path in sorted(paths - needed):
            self._remove_body(path)

    def file(self, readings: Sequence[Reading], tx: Transaction) -> None:
        """Write that the bodies are gone, and take back quotes and statements."""
        withdrawn, store = Withdrawn.of(readings), self._store
        for snapshot in self._bodies(withdrawn, tx):
            noted: dict[str, object] = {"archive_path": None}
            if snapshot.extraction == "pending":
                noted |= {"extraction": "failed", "extraction_detail": "the page forbids its use now"}
            store.snapshots.note_extraction(snapshot.id, noted, tx)
        if unquoted := withdrawn.not_quoted | withdrawn.ended:
            store.observations.forget_quotes(sorted(unquoted), tx)
            store.snapshots.forbid_quoting(sorted(unquoted), tx)
        if withdrawn.ended:
            store.due_for_diff.add(store.observations.retire_pages(sorted(withdrawn.ended), tx), tx)
        for page, people in sorted(withdrawn.only_for.items()):
            store.observations.forget_quotes([page], tx, but_for=people)
            store.due_for_diff.add(store.observations.retire_pages([page], tx, but_for=people), tx)

    def _bodies(self, withdrawn: Withdrawn, tx: Transaction | None = None) -> list[Snapshot]:
        pages = withdrawn.ended | withdrawn.not_kept | set(withdrawn.only_for)
        kept = self._store.snapshots.with_bodies(sorted(pages), tx) if pages else []
        return [one for one in kept if withdrawn.takes_back(one)]


def is_ended(reading: Reading) -> bool:
    """Whether a page was refused for what it says itself, or what its site reserves."""
    return reading.outcome is Outcome.REFUSED and reading.verdict.reason in ENDED_BY_SIGNALS
