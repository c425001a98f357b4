"""Repositories of crawl runs and of crawl state."""

from collections.abc import Sequence

from sync.models.page import Host, Page, Robots
from sync.models.run import Refusal, Run
from sync.store.repository import Repository, Transaction


class Runs(Repository[Run]):
    """Reports of crawl runs."""

    name = "runs"
    model = Run

    def latest(self, limit: int) -> list[Run]:
        """Return the newest runs first."""
        return self._find({}, sort=[("started_at", -1), ("_id", 1)], limit=limit)


class Refusals(Repository[Refusal]):
    """What a run did not read, and why."""

    name = "refusals"
    model = Refusal

    def of_run(self, run_id: str) -> list[Refusal]:
        """Return a run's refusals and failures in the order they happened."""
        return self._find({"run_id": run_id}, sort=[("at", 1), ("_id", 1)])

    def delete_of_pages(self, pages: Sequence[str], tx: Transaction | None = None) -> None:
        """Forget attempts on some pages."""
        self._delete({"page": {"$in": list(pages)}}, tx)


class Pages(Repository[Page]):
    """Canonical addresses with their validators and due times."""

    name = "pages"
    model = Page

    def of_source(self, source_id: str, tx: Transaction | None = None) -> list[Page]:
        """Return the pages that serve a source."""
        return self._find({"sources.source_id": source_id}, sort=[("_id", 1)], tx=tx)

    def of_candidate(self, candidate_id: str, tx: Transaction | None = None) -> list[Page]:
        """Return the pages that serve a person."""
        return self._find({"sources.candidate_id": candidate_id}, sort=[("_id", 1)], tx=tx)

    def delete(self, addresses: Sequence[str], tx: Transaction | None = None) -> None:
        """Forget pages."""
        self._delete({"_id": {"$in": list(addresses)}}, tx)


class Hosts(Repository[Host]):
    """Politeness of one key, shared by all runs."""

    name = "hosts"
    model = Host


class RobotsAnswers(Repository[Robots]):
    """Remembered robots.txt answers."""

    name = "robots"
    model = Robots
