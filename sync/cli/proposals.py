"""``perennial proposals``: see and decide what is proposed."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from rich.text import Text

import config.fields
from config.errors import FieldError
from config.values import seen_only
from sync import commands
from sync.cli.exits import Exit
from sync.cli.output import AsJson, DryRun, Limit, at, complain, emit, emit_all, results, table, tell
from sync.cli.session import desk
from sync.commands.desk import Desk
from sync.commands.proposals import Settled
from sync.errors import Conflict, Invalid, NotFound, PerennialError, Refused
from sync.feed import in_words
from sync.models.proposal import Proposal, ProposalState

app = typer.Typer(no_args_is_help=True, help="See and decide what is proposed.", rich_markup_mode=None)

ProposalId = Annotated[str, typer.Argument(help="A proposal's id, or its first letters.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record.")]
LEAST_LETTERS = 4
NOTHING = "Nothing is proposed. Read what is due: perennial crawl --due"
Revision = Annotated[int | None, typer.Option("--revision", help="Refuse unless this is what is stored.")]


@app.command("list", epilog="Examples: perennial proposals list   ·   perennial proposals list --field title --json")
def list_proposals(
    candidate: Annotated[str | None, typer.Option(help="Only this person's.")] = None,
    field: Annotated[str | None, typer.Option(help="Only this profile field's.")] = None,
    state: Annotated[ProposalState, typer.Option(help="Only those in this state.")] = "open",
    limit: Limit = 200,
    as_json: AsJson = False,
) -> None:
    """List proposals: what would change, how sure we are, and the sentence that proves it."""
    if field:
        field = _known_field(field)
    with desk() as at_desk:
        found = _select(at_desk, candidate, field, state, limit)
        if as_json:
            emit_all(found)
        else:
            show_table(at_desk, found)
            if moved := at_desk.store.sources.moved():
                tell(f"{len(moved)} sources have moved and wait for you, too: perennial sources moved")


@app.command("show", epilog="Example: perennial proposals show p_4x7k2m9q")
def show(proposal: ProposalId, as_json: AsJson = False) -> None:
    """Show one proposal with all its evidence and decisions."""
    with desk() as at_desk:
        found = resolve(at_desk, proposal)
        decisions = at_desk.store.decisions.on(found.id)
        if as_json:
            emit({**found.model_dump(mode="json"), "decisions": [one.model_dump(mode="json") for one in decisions]})
            return
        person = at_desk.store.candidates.get(found.candidate_id)
        results.print(Text(f"{found.id}  {found.state} {found.state_detail}".strip(), style="bold"))
        results.print(Text(f"{person.name if person else found.candidate_id} · {found.field} · {found.op}"))
        results.print(Text(f"before      {in_words(found.before)}"))
        results.print(Text(f"after       {in_words(found.after)}"))
        results.print(Text(f"confidence  {found.confidence:.2f} · revision {found.revision}"))
        for one in found.evidence:
            said = f" · said {one.stated_at.earliest} to {one.stated_at.latest}" if one.stated_at else ""
            results.print(Text(f"\n  {one.address} · read {at(one.read_at)}{said}"))
            results.print(
                Text(f"  “{seen_only(one.quote)}”" if one.quote else "  (the page forbids quoting)", style="italic")
            )
            span = f"characters {one.start}-{one.end}" if one.start is not None else one.pointer or ""
            results.print(Text(f"  {one.extractor} {one.extractor_version} · {one.confidence:.2f} · {span}"))
        for decision in decisions:
            made = f" · change {decision.change_seq}" if decision.change_seq else ""
            results.print(Text(f"\n  {at(decision.at)} {decision.actor}: {decision.verb} {decision.reason}{made}"))


@app.command("approve", epilog="Examples: perennial proposals approve p_4x7k2m9q   ·   add --dry-run to only look")
def approve(
    proposal: Annotated[list[str], typer.Argument(help="One or more ids.", show_default=False)],
    reason: Reason = "",
    revision: Revision = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Approve: write the value into the record and into the feed."""
    _refuse_revision_of_many(proposal, revision)
    with desk(dry_run=dry_run) as at_desk:
        _each(
            proposal,
            lambda one: commands.proposals.approve(at_desk, resolve(at_desk, one).id, revision=revision, reason=reason),
            lambda settled: _report(settled, "Approved", as_json=as_json, dry_run=dry_run),
        )


@app.command("reject", epilog='Example: perennial proposals reject p_4x7k2m9q --reason "an old job"')
def reject(
    proposal: Annotated[list[str], typer.Argument(help="One or more ids.", show_default=False)],
    reason: Reason = "",
    revision: Revision = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Reject: the value stays away until its evidence changes."""
    _refuse_revision_of_many(proposal, revision)
    with desk(dry_run=dry_run) as at_desk:
        _each(
            proposal,
            lambda one: commands.proposals.reject(at_desk, resolve(at_desk, one).id, revision=revision, reason=reason),
            lambda settled: _report(settled, "Rejected", as_json=as_json, dry_run=dry_run),
        )


@app.command("undo", epilog="Example: perennial proposals undo p_4x7k2m9q")
def undo(proposal: ProposalId, reason: Reason = "", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take the last decision back: the record is as it was, the proposal open again, the feed says so."""
    with desk(dry_run=dry_run) as at_desk:
        settled = commands.proposals.undo(at_desk, _proposal_or_decision(at_desk, proposal), reason=reason)
        _report(settled, "Took back the decision on", as_json=as_json, dry_run=dry_run)


def resolve(at_desk: Desk, given: str) -> Proposal:
    """Return the proposal of an id or of its unique first letters.

    :raises NotFound: when there is none.
    :raises Invalid: when there are several.
    """
    letters = given.removeprefix("p_")
    if len(letters) < LEAST_LETTERS:
        raise Invalid(
            f"{given!r} is too little to tell a proposal by; give at least {LEAST_LETTERS} letters of its id."
        )
    found = at_desk.store.proposals.starting_with(f"p_{letters}")
    if not found:
        raise NotFound(f"There is no proposal {given}. See what is open: perennial proposals list")
    if len(found) > 1:
        raise Invalid(f"{given} is the beginning of more than one proposal's id; give more letters.")
    return found[0]


def show_table(at_desk: Desk, found: Sequence[Proposal], *, empty: str = NOTHING) -> None:
    """Print proposals as a table for each person: before, after, how sure, and the sentence that proves it."""
    if not found:
        tell(empty)
        return
    by_person: dict[str, list[Proposal]] = {}
    for one in found:
        by_person.setdefault(one.candidate_id, []).append(one)
    names = {one.id: one.name for one in at_desk.store.candidates.get_many(by_person)}
    for candidate_id, theirs in by_person.items():
        table(
            names.get(candidate_id, candidate_id),
            ["id", "field", "sure", "before → after, and the sentence that proves it"],
            [(one.id, one.field, f"{one.confidence:.2f}", _in_full(one)) for one in theirs],
            empty=empty,
        )


def _each(ids: Sequence[str], decide: Callable[[str], Settled], report: Callable[[Settled], None]) -> None:
    """Decide one by one; one that is refused does not keep the others from being decided.

    :raises PerennialError: when the only one, or every one, is refused.
    """
    refused: list[PerennialError] = []
    for one in ids:
        try:
            report(decide(one))
        except (NotFound, Conflict, Invalid, Refused) as error:
            refused.append(error)
    if len(refused) == len(ids):
        raise type(refused[0])("\n".join(str(error) for error in refused))
    for refusal in refused:
        complain(str(refusal))
    if refused:
        raise typer.Exit(Exit.PARTLY_FAILED)


def _in_full(proposal: Proposal) -> Text:
    best = proposal.evidence[0]
    before = in_words(proposal.before) if proposal.op != "add" else "(new)"
    proof = f"“{seen_only(best.quote)}”" if best.quote else f"({best.pointer or 'not to be quoted'})"
    return Text.assemble(
        (before, "red" if proposal.op != "add" else "dim"),
        " → ",
        (in_words(proposal.after), "green"),
        "\n",
        (proof, "italic"),
        "\n",
        (best.address, "dim"),
    )


def _select(at_desk: Desk, candidate: str | None, field: str | None, state: str, limit: int) -> list[Proposal]:
    store = at_desk.store
    if not candidate:
        return store.proposals.open(limit, field) if state == "open" else store.proposals.in_state(state, limit, field)
    person = at_desk.candidate(candidate)
    found = store.proposals.open_of(person.id) if state == "open" else store.proposals.of(person.id)
    return [one for one in found if one.state == state and field in (None, one.field)][:limit]


def _known_field(given: str) -> str:
    # An unknown field must not look like "nothing proposed".
    try:
        return config.fields.get(given).id
    except FieldError as error:
        raise typer.BadParameter(str(error)) from error


def _refuse_revision_of_many(ids: Sequence[str], revision: int | None) -> None:
    if revision is not None and len(ids) > 1:
        raise typer.BadParameter("--revision goes with one proposal")


def _proposal_or_decision(at_desk: Desk, given: str) -> str:
    return given if given.startswith("d_") else resolve(at_desk, given).id


def _report(settled: Settled, done: str, *, as_json: bool, dry_run: bool) -> None:
    proposal, decision, change = settled.proposal, settled.decision, settled.change
    if as_json:
        emit({"proposal": proposal, "decision": decision, "change": change, "dry_run": dry_run})
        return
    dry = "Dry run, nothing was written. Would be: " if dry_run else ""
    results.print(
        Text(f"{dry}{done} {proposal.id}: {proposal.field} {in_words(proposal.before)} -> {in_words(proposal.after)}")
    )
    if change and not dry_run:
        tell(f"It is change {change.seq} in the feed: perennial changes --since {change.seq - 1}")
