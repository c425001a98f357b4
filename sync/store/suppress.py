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
    ) -> str:
        """Return which kind of identifier belongs to an erased person, or nothing."""
        hashes = dict(self._hashes(emails, addresses, remote_ids or {}))
        found = self._repository.any_of(list(hashes))
        return next((kind for fingerprint, kind in hashes.items() if fingerprint in found), "")

    def suppressed_addresses(self, addresses: Sequence[str]) -> set[str]:
        """Return those of some web addresses that must not be fetched any more: an erased person's and all below."""
        hashes = {
            address: {self._fingerprint("address", one) for one in _with_folders_above(normal_address(address))}
            for address in addresses
        }
        found = self._repository.any_of(sorted(set().union(*hashes.values())))
        return {address for address, own in hashes.items() if own & found}

    def marks(
        self, *, emails: Sequence[str], addresses: Sequence[str], remote_ids: Mapping[str, str], at: datetime
    ) -> list[Suppression]:
        """Return the entries that keep a person out."""
        hashes = self._hashes(emails, addresses, remote_ids)
        return [Suppression.model_validate({"id": one, "kind": kind, "at": at}) for one, kind in hashes]

    def journal(self, marks: Sequence[Suppression]) -> None:
        """Append entries to the journal, on disk when this returns."""
        lines = "".join(json.dumps({"id": one.id, "kind": one.kind, "at": one.at.isoformat()}) + "\n" for one in marks)
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def _hashes(
        self, emails: Sequence[str], addresses: Sequence[str], remote_ids: Mapping[str, str]
    ) -> Iterable[tuple[str, str]]:
        yield from ((self._fingerprint("email", one.strip().lower()), "email") for one in emails)
        yield from ((self._fingerprint("address", normal_address(one)), "address") for one in addresses)
        yield from ((self._fingerprint("remote_id", f"{k}\x1f{v}"), "remote_id") for k, v in remote_ids.items())

    def _fingerprint(self, kind: str, identifier: str) -> str:
        return hmac.new(self._key, f"{kind}\x1f{identifier}".encode(), "sha256").hexdigest()


def _with_folders_above(normal: str) -> Iterable[str]:
    yield normal
    place = normal.partition("?")[0]
    while place:
        yield place
        place = place.rpartition("/")[0]
