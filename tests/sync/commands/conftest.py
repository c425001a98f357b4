"""A desk at a real store, people on record, and what their pages say."""

import json
import threading
from collections.abc import Callable
from functools import partial

import pytest

from config.settings import Settings
from crawler.archive import Archive
from sync import commands
from sync.commands.desk import Desk
from sync.feed import in_words
from sync.store.suppress import SuppressionList
from tests.sync.builders import PERSON, SAID, observation


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Return settings with a data folder of the test's own."""
    return Settings(data_dir=tmp_path)


@pytest.fixture
def desk(store, settings) -> Desk:
    """Return a desk at a fresh database."""
    return Desk(store, "nele", SuppressionList(store.suppressions, settings), Archive(settings.archive))


@pytest.fixture
def dry(desk) -> Desk:
    """Return the same desk for a rehearsal."""
    return Desk(desk.store, desk.actor, desk.suppressions, desk.archive, dry_run=True)


@pytest.fixture
def add(desk) -> Callable[..., str]:
    """Return a function that imports a person and returns their id."""

    def added(**changes):
        [candidate_id] = commands.imports.import_people(desk, [json.dumps(PERSON | changes)], "people.jsonl").added
        return candidate_id

    return added


@pytest.fixture
def mira(add) -> str:
    """Return the id of a person on record, with a portfolio, a blog and a page that a recruiter found."""
    return add()


@pytest.fixture
def see(store) -> Callable[..., None]:
    """Return a function that stores what a page of a person says and brings their proposals up to date.

    ``at_source`` is the index of the source; each call replaces what that source said before.
    """

    def seen(candidate_id, *said, at_source=0, **how):
        source = store.sources.of(candidate_id)
        source = sorted(source, key=lambda one: [given["address"] for given in PERSON["sources"]].index(one.address))
        at = source[at_source]
        how = {"candidate_id": candidate_id, "source": at.id, "page": at.address, **how}
        found = [observation(field, value, **how) for field, value in said]

        def work(tx):
            store.observations.retire_page(at.id, at.address, "", tx)
            store.observations.put(found, tx)

        store.transaction(work)
        commands.upkeep.refresh_proposals(store, candidate_id, 0)

    return seen


@pytest.fixture
def proposed(store, mira, see) -> Callable[[], dict[str, str]]:
    """Let Mira's page say six new things; return a function for the open proposals' ids by what they propose."""
    see(mira, *SAID)

    def by_words():
        return {in_words(one.after): one.id for one in store.proposals.open_of(mira)}

    return by_words


@pytest.fixture
def dump(store) -> Callable[[], dict[str, list]]:
    """Return a function that reads the whole database."""

    def everything():
        names = sorted(store.database.list_collection_names())
        return {name: sorted(store.database[name].find({}), key=lambda raw: str(raw["_id"])) for name in names}

    return everything


@pytest.fixture
def at_once() -> Callable[..., list]:
    """Return a function that runs calls at the same moment in threads, and returns results and errors."""

    def run(calls):
        barrier = threading.Barrier(len(calls))
        results = [None] * len(calls)

        def one(index, call):
            barrier.wait()
            try:
                results[index] = call()
            except Exception as error:  # the test looks at it
                results[index] = error

        threads = [threading.Thread(target=partial(one, index, call)) for index, call in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run
