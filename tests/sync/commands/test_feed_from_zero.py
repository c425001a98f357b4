"""The feed is gapless, and read from 0 it rebuilds every record."""

import multiprocessing
import random
from contextlib import suppress

import pytest

from config.settings import Settings
from crawler.archive import Archive
from sync import commands
from sync.commands.desk import Desk
from sync.errors import Conflict, PerennialError
from sync.models.candidate import Candidate
from sync.store.connect import open_store
from sync.store.suppress import SuppressionList

WORDS = ["Engineer", "Staff Engineer", "Architect", "Principal Engineer", "Advisor"]
SKILLS = ["Go", "Rust", "Zig", "Erlang", "C", "C++"]


def rebuilt(changes):
    """Fold the feed into profiles: per person, per field, the items in order, as (id, value)."""
    people = {}
    for change in changes:
        if change.type == "erased":
            people.pop(change.candidate_id)
            continue
        profile = people.setdefault(change.candidate_id, {})
        for one in change.items:
            items = profile.setdefault(one.field, [])
            if one.op == "add":
                items.append((one.item_id, one.after))
            elif one.op == "remove":
                items.remove((one.item_id, one.before))
            else:
                items[items.index((one.item_id, one.before))] = (one.item_id, one.after)
            if not items:
                del profile[one.field]
    return people


def _records(store):
    return {
        person.id: {field: [(item.item_id, item.value) for item in items] for field, items in person.profile.items()}
        for person in store.candidates.active()
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_feed_from_zero_rebuilds_every_record(desk, store, add, see, seed):
    """After any mixture of imports, observations, approvals, rejections, undos, edits and an erasure."""
    chance = random.Random(seed)
    people = [add(name=name, email=f"{name}@x.example", external_ids={}) for name in ("ada", "bo", "cy")]

    def observe(person):
        said = [("title", chance.choice(WORDS)), *(("skills", one) for one in chance.sample(SKILLS, 2))]
        see(person, *said, quote=chance.choice(["So she says.", "It is so.", "Since May."]))

    def settle(person):
        for proposal in store.proposals.open_of(person)[:2]:
            chance.choice([commands.proposals.approve, commands.proposals.reject])(desk, proposal.id)

    def undo(person):
        decided = [one for one in store.decisions.latest(9) if one.candidate_id == person and one.verb != "undo"]
        if decided:
            commands.proposals.undo(desk, chance.choice(decided).proposal_id)

    def edit(person):
        commands.people.edit_candidate(desk, person, "title", chance.choice(WORDS))
        commands.people.edit_candidate(desk, person, "skills", chance.choice(SKILLS), remove=chance.random() < 0.5)

    # One of each first, so that no mixture lacks a kind of change or a refusal.
    see(people[0], ("location", "Bergen"))
    [first] = store.proposals.open_of(people[0])
    commands.proposals.approve(desk, first.id)
    commands.proposals.undo(desk, first.id)
    with pytest.raises(Conflict):
        commands.proposals.undo(desk, first.id)
    for _ in range(40):
        with suppress(PerennialError):
            chance.choice([observe, observe, settle, settle, undo, edit])(chance.choice(people))
    commands.erasure.erase(desk, people.pop())
    feed = store.changes.since(0)
    assert [change.seq for change in feed] == list(range(1, len(feed) + 1))
    assert {"created", "updated", "undone", "erased"} == {change.type for change in feed}
    assert rebuilt(feed) == _records(store)
    assert set(_records(store)) == set(people)
    for person in store.candidates.active():
        assert person.revision == [one for one in feed if one.candidate_id == person.id][-1].record_revision
        assert Candidate.from_store(person.to_store()) == person


def _approve_all(settings: Settings, proposals: list[str], pipe) -> None:
    """Approve everything from a process of its own; sends back the numbers that it was given."""
    with open_store(settings) as store:
        desk = Desk(store, "child", SuppressionList(store.suppressions, settings), Archive(settings.archive))
        pipe.recv()
        numbers, refused = [], 0
        for proposal in proposals:
            try:
                numbers.append(commands.proposals.approve(desk, proposal).change.seq)
            except Conflict:
                refused += 1
        pipe.send((numbers, refused))


def test_two_processes_never_give_a_number_twice_or_leave_one_out(store, store_settings, mira, proposed):
    """Both approve the same cards, in opposite order."""
    ids = list(proposed().values())
    context = multiprocessing.get_context("spawn")
    pipes, children = [], []
    for order in (ids, ids[::-1]):
        ours, theirs = context.Pipe()
        child = context.Process(target=_approve_all, args=(store_settings, order, theirs))
        child.start()
        pipes.append(ours)
        children.append(child)
    for pipe in pipes:
        pipe.send("go")
    answers = [pipe.recv() for pipe in pipes]
    for child in children:
        child.join()
    numbers = [number for given, _ in answers for number in given]
    assert sorted(numbers) == list(range(2, 8))
    assert sum(refused for _, refused in answers) == len(ids)
    assert [change.seq for change in store.changes.since(0)] == list(range(1, 8))
    assert rebuilt(store.changes.since(0)) == _records(store)
