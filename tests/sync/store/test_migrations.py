"""Migrations: forward only, once, and safe to repeat."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.errors import NotSetUp
from sync.store import indexes
from sync.store.connect import open_store
from sync.store.migrations import NEWEST, bring_up_to_date, stored_version


def test_a_new_database_has_todays_schema(store):
    """Without running through history."""
    assert stored_version(store.database) == NEWEST
    bring_up_to_date(store.database, {NEWEST + 1: lambda database: None}, NEWEST)
    assert stored_version(store.database) == NEWEST


def test_migrations_run_once_and_in_order(store):
    """From the stored version on, each is noted when it is done."""
    seen = []
    steps = {
        NEWEST + 1: lambda database: seen.append((1, stored_version(database))),
        NEWEST + 2: lambda database: seen.append((2, stored_version(database))),
    }
    for _ in range(2):
        bring_up_to_date(store.database, steps, NEWEST + 2)
    assert seen == [(1, NEWEST), (2, NEWEST + 1)]
    assert stored_version(store.database) == NEWEST + 2


def test_a_migration_that_was_cut_short_is_taken_up_again(store):
    """What was done before it is not done again."""
    seen = []

    def fail(database):
        seen.append("second")
        if len(seen) == 2:
            raise KeyboardInterrupt

    steps = {NEWEST + 1: lambda database: seen.append("first"), NEWEST + 2: fail}
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(store.database, steps, NEWEST + 2)
    bring_up_to_date(store.database, steps, NEWEST + 2)
    assert seen == ["first", "second", "second"]


def test_a_newer_database_is_refused(store, store_settings):
    """An older program must not write what it does not understand."""
    store.database["meta"].update_one({"_id": "schema"}, {"$set": {"version": NEWEST + 1}})
    with pytest.raises(NotSetUp, match="pip install --upgrade"), open_store(store_settings):
        pass


def test_programs_that_start_at_once_migrate_once(store):
    """The others wait for the one that does it."""
    seen = []
    steps = {NEWEST + 1: lambda database: seen.append(1)}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: bring_up_to_date(store.database, steps, NEWEST + 1), range(4)))
    assert seen == [1]


def test_a_changed_index_declaration_is_carried_out(store):
    """Also where the schema's version is today's."""
    store.database["audit"].drop_indexes()
    store.database["meta"].update_one({"_id": "schema"}, {"$set": {"indexes": "another"}})
    bring_up_to_date(store.database)
    declared = {one.name for one in indexes.INDEXES if one.collection == "audit"}
    assert declared <= set(store.database["audit"].index_information())
