"""Keep erased people out: keyed hashes of their identifiers, and a journal that no backup replaces.

The key lives outside the database, so that the hashes alone tell nothing about anybody. The journal is
appended to before the database is, and merged back in after a restore.
"""

import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from config.settings import Settings
from sync.comparators import normal_address
from sync.errors import NotSetUp
from sync.models.run import Suppression
from sync.store.keys import KEYS, made_once
from sync.store.people import Suppressions

JOURNAL = "suppressions.jsonl"


class SuppressionList:
    """Who must not come back; asked before every import, fetch and proposal.

    :raises NotSetUp: when its key cannot be read or made.
    """

    def __init__(self, repository: Suppressions, settings: Settings) -> None:
        self._repository = repository
        given = settings.suppression_key
        made = made_once(settings.data_dir / KEYS, "suppression.key") if given is None else given.get_secret_value()
        self._key = made.encode()
        self._journal = settings.data_dir / JOURNAL

    def barred(
        self,
        *,
        emails: Sequence[str] = (),
        addresses: Sequence[str] = (),
        remote_ids: Mapping[str, str] | None = None,
        record: str = "",
    ) -> str:
        """Return which kind of identifier belongs to an erased person, or nothing.

        :param record: the id that an import line would give its record.
        """
        hashes = dict(self._hashes(emails, addresses, remote_ids or {}, record))
        found = self._repository.any_of(list(hashes))
        return next((kind for fingerprint, kind in hashes.items() if fingerprint in found), "")

    def count(self) -> int:
        """Return how many entries the list has."""
        return self._repository.count()

    def suppressed_addresses(self, addresses: Sequence[str]) -> set[str]:
        """Return those of some web addresses that must not be fetched any more: an erased person's and all below."""
        hashes = {
            address: {self._fingerprint("address", one) for one in _with_folders_above(normal_address(address))}
            for address in addresses
        }
        found = self._repository.any_of(sorted(set().union(*hashes.values())))
        return {address for address, own in hashes.items() if own & found}

    def marks(
        self,
        *,
        emails: Sequence[str],
        addresses: Sequence[str],
        remote_ids: Mapping[str, str],
        record: str,
        at: datetime,
    ) -> list[Suppression]:
        """Return the entries that keep a person out."""
        hashes = self._hashes(emails, addresses, remote_ids, record)
        return [Suppression.model_validate({"id": one, "kind": kind, "at": at}) for one, kind in hashes]

    def journal(self, marks: Sequence[Suppression]) -> None:
        """Append entries to the journal, on disk when this returns; for its owner's eyes alone.

        :raises NotSetUp: when it cannot be written.
        """
        lines = "".join(json.dumps({"id": one.id, "kind": one.kind, "at": one.at.isoformat()}) + "\n" for one in marks)
        try:
            self._journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "r+b") as file:
                # A line that a crash cut short must not swallow the next one.
                torn = file.seek(0, os.SEEK_END) > 0 and os.pread(handle, 1, file.tell() - 1) != b"\n"
                file.write((("\n" if torn else "") + lines).encode())
                file.flush()
                os.fsync(handle)
        except OSError as error:
            raise NotSetUp(
                f"{self._journal} cannot be written ({error.strerror}), so nobody was erased. Check the data folder."
            ) from error

    def journalled(self) -> list[Suppression]:
        """Return what the journal holds, for merging into a database that was put back from a backup."""
        if not self._journal.exists():
            return []
        entries = []
        for line in self._journal.read_text("utf-8").splitlines():
            try:
                entries.append(Suppression.model_validate(json.loads(line)))
            except ValueError:
                continue  # cut short by a crash: the erasure that it belonged to did not go on
        return entries

    def _hashes(
        self, emails: Sequence[str], addresses: Sequence[str], remote_ids: Mapping[str, str], record: str
    ) -> Iterable[tuple[str, str]]:
        yield from ((self._fingerprint("email", one.strip().lower()), "email") for one in emails)
        yield from ((self._fingerprint("address", normal_address(one)), "address") for one in addresses)
        yield from ((self._fingerprint("remote_id", f"{k}\x1f{v}"), "remote_id") for k, v in remote_ids.items())
        if record:
            yield self._fingerprint("record", record), "record"

    def _fingerprint(self, kind: str, identifier: str) -> str:
        return hmac.new(self._key, f"{kind}\x1f{identifier}".encode(), "sha256").hexdigest()


def _with_folders_above(normal: str) -> Iterable[str]:
    yield normal
    place = normal.partition("?")[0]
    while place:
        yield place
        place = place.rpartition("/")[0]
