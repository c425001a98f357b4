"""Totals over the whole network, for metrics: counted by the database, never loaded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sync.store import Store
from sync.store.repository import plain_errors

SUMMED = ("counts", "refusals", "errors", "left_due", "stages")
"""The parts of a run's report that add up over runs."""


class Totals:
    """Counts that no single repository can give."""

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def by(self, collection: str, field: str, where: Mapping[str, Any] | None = None) -> dict[str, int]:
        """Count a collection's documents by one field's value.

        :raises Unavailable: when the database does not answer.
        """
        pipeline: list[Mapping[str, Any]] = [
            {"$match": where or {}},
            {"$group": {"_id": f"${field}", "number": {"$sum": 1}}},
        ]
        return {str(row["_id"]): row["number"] for row in self._rows(collection, pipeline)}

    def of_runs(self) -> dict[str, Counter[str]]:
        """Sum the reports of all runs, per part and name.

        :raises Unavailable: when the database does not answer.
        """
        totals: dict[str, Counter[str]] = {}
        for part in SUMMED:
            # An older report may lack a part.
            named = {"$objectToArray": {"$ifNull": [f"${part}", {}]}}
            pipeline: list[Mapping[str, Any]] = [
                {"$project": {"named": named}},
                {"$unwind": "$named"},
                {"$group": {"_id": "$named.k", "number": {"$sum": "$named.v"}}},
            ]
            totals[part] = Counter({row["_id"]: row["number"] for row in self._rows("runs", pipeline)})
        return totals

    def _rows(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        with plain_errors():
            return list(self._database[collection].aggregate(pipeline))
