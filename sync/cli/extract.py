"""``perennial extract``: what one page says, as we read it, and why."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

import config.fields
from crawler.errors import GuardError
from crawler.guard import LoopbackMap, parse
from crawler.items import PageRole, Snapshot
from extractors.claims import Extraction, PersonHint
from sync import commands
from sync.cli.claims_view import as_document, show
from sync.cli.exits import Exit
from sync.cli.output import AsJson, complain, emit, messages, tell
from sync.cli.session import desk, settings
from sync.commands.desk import Desk
from sync.commands.reading import latest_readings, wanted
from sync.errors import Invalid, NotSetUp, Refused
from sync.models.skill_list import SkillList

if TYPE_CHECKING:
    from sync.crawl_process import Fetched

MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".xml": "application/xml",
}
UNKNOWN_ADDRESS = "https://page.example/"
"""Where a file is taken to be from unless --address tells."""
loopback: LoopbackMap | None = None
"""Set by tests only, in code: where fictional hosts are served on this machine."""


@dataclass(frozen=True, slots=True)
class Given:
    """A page to read, and what is known of it."""

    snapshot: Snapshot
    person: str
    """Empty: whoever the page says it is about."""
    whence: str
    """In words: the file, or when it was read."""
    lists: Sequence[SkillList] = ()
    """The operator's own lists of skills; a file is read by the shipped ones."""


def extract(
    page: Annotated[
        str, typer.Argument(metavar="FILE|ADDRESS", help="A file (- for standard input) or a web address.")
    ],
    person: Annotated[
        str | None, typer.Option(help="Whose page it is; default: the person on record, or the name that it bears.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="For a file: the address that it is from, which links are resolved against.")
    ] = None,
    candidate: Annotated[str | None, typer.Option(help="For an address: the reading for this person alone.")] = None,
    field: Annotated[str | None, typer.Option(help="Only claims of this profile field.")] = None,
    whole_text: Annotated[
        bool, typer.Option("--text", help="Show the page's whole visible text with all evidence marked.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a page says of its person, and the words that prove it; nothing is stored.

    An address is answered from its stored reading. One that was never read is fetched once, where perennial
    permissions says that it may be. Exit code 3: it may not, it could not be read, or it is too large to use.
    Examples: perennial extract cv.html --person "Mira Landt" · perennial extract https://mira.example/ --field title ·
    perennial extract - --text < cv.html
    """
    if field is not None and field not in config.fields.load():
        raise typer.BadParameter(f"no such field; there are: {', '.join(config.fields.load())}", param_hint="--field")
    whole = True
    for given in _given(page, person, address, candidate):
        if whole_text and not given.snapshot.may_quote:
            raise Refused(f"{given.snapshot.address} forbids to quote it, so its text is not shown. Leave --text away.")
        extraction, name = _read(given)
        if field is not None:
            extraction = replace(extraction, claims=tuple(one for one in extraction.claims if one.field == field))
        whole = whole and not extraction.truncated
        if as_json:
            emit(as_document(given.snapshot, extraction, name, whole_text=whole_text))
        else:
            show(given.snapshot, given.whence, extraction, name, whole_text=whole_text)
    raise typer.Exit(Exit.OK if whole else Exit.PARTLY_FAILED)


def _given(page: str, person: str | None, address: str | None, candidate: str | None) -> list[Given]:
    if page.lower().startswith(("http://", "https://")):
        if address is not None:
            raise typer.BadParameter("it goes with a file; an address speaks for itself", param_hint="--address")
        with desk() as at_desk:
            return _of_address(at_desk, page, person, candidate)
    if candidate is not None:
        raise typer.BadParameter("it goes with an address; for a file name the --person", param_hint="--candidate")
    return [_of_file(page, person, _where_from(address))]


def _where_from(address: str | None) -> str:
    """Return the address that a file is read as, in its canonical form."""
    try:
        return parse(address).text if address is not None else UNKNOWN_ADDRESS
    except GuardError as error:
        raise typer.BadParameter(
            f"{error}; give a whole web address, such as {UNKNOWN_ADDRESS}", param_hint="--address"
        ) from error


def _of_file(page: str, person: str | None, address: str) -> Given:
    most = settings().max_page_bytes
    try:
        if page == "-":
            if sys.stdin is None:  # closed by who started us
                raise Invalid("Standard input is closed. Give a file: perennial extract page.html")
            body = sys.stdin.buffer.read(most + 1)
        else:
            with Path(page).open("rb") as file:
                body = file.read(most + 1)
    except OSError as error:
        raise Invalid(
            f"{page}: {error.strerror}. Give a file that can be read, - for standard input, "
            "or a web address with its https://."
        ) from error
    if len(body) > most:
        raise Invalid(f"{page} is larger than {most} bytes (the setting max_page_bytes): a crawl would not read it.")
    media = MEDIA_TYPES.get(Path(page).suffix.lower(), "")
    snapshot = Snapshot("", address, datetime.now(UTC), body, media, _role_of(media, address), address)
    return Given(snapshot, person or "", "standard input" if page == "-" else page)


def _role_of(media: str, address: str) -> PageRole:
    if media == MEDIA_TYPES[".json"]:
        return "data"
    if media:
        return "feed"
    return "home" if urlsplit(address).path in ("", "/") else "other"


def _of_address(at_desk: Desk, address: str, person: str | None, candidate: str | None) -> list[Given]:
    stored = latest_readings(at_desk, address, candidate)
    if not stored:
        return [_fetched(at_desk, address, person, candidate)]
    # Only here: it loads spaCy.
    from sync.extraction import as_read

    lists = at_desk.store.skill_lists.all()
    return [
        Given(
            as_read(at_desk.archive, one.snapshot),
            person or one.person,
            f"read {one.snapshot.fetched_at:%Y-%m-%d %H:%M} UTC for {one.snapshot.candidate_id}",
            lists,
        )
        for one in stored
    ]


def _fetched(at_desk: Desk, address: str, person: str | None, candidate: str | None) -> Given:
    # Only here: they load Scrapy.
    from sync.crawl_process import ask_site, fetch_once

    answer = commands.permissions.judge(at_desk, address, candidate_id=candidate)
    if answer.needs_asking:
        note = ask_site(settings(), answer.address, loopback)
        answer = commands.permissions.judge(at_desk, address, candidate_id=candidate)
        if note:
            tell(f"The site was not asked: {note}.")
    page = wanted(at_desk, address, candidate)
    if not answer.allowed or page is None:
        complain(f"{answer.verdict} See every check: perennial permissions {address}")
        raise typer.Exit(Exit.PARTLY_FAILED)
    tell(f"{answer.address} was not read yet; it is fetched once, and not stored.")
    fetched = fetch_once(settings(), page.page, page.candidate_id, loopback)
    if fetched is None or fetched.body is None:
        complain(_why_unread(address, fetched))
        raise typer.Exit(Exit.PARTLY_FAILED)
    reading = fetched.reading
    snapshot = Snapshot(
        "", reading.page.address, reading.at, fetched.body, reading.content_type or "", reading.page.role,
        page.page.sources[0].home, reading.headers.get("last-modified"), reading.verdict.may_quote,
    )  # fmt: skip
    return Given(snapshot, person or page.person, "fetched now, not stored", at_desk.store.skill_lists.all())


def _why_unread(address: str, fetched: "Fetched | None") -> str:
    if fetched is None:
        return f"{address} was left for later, as when another run reads its host. Try again, or: perennial crawl"
    reading = fetched.reading
    why = reading.error or reading.verdict.detail or reading.outcome.value
    return f"{address} could not be read ({reading.outcome.value}): {why}"


def _read(given: Given) -> tuple[Extraction, str]:
    """Extract, for the person that is named, or for the one that the page bears first."""
    with messages.status("reading"):
        from extractors.extract import extract as extract_page
        from sync.extraction import skills_with

        model, skills = settings().spacy_model, skills_with(given.lists)
        try:
            extraction = extract_page(given.snapshot, PersonHint(given.person), model=model, skills=skills)
            name = given.person or next(iter(extraction.identity.names), "")
            if name != given.person:
                extraction = extract_page(given.snapshot, PersonHint(name), model=model, skills=skills)
        except OSError as error:
            raise NotSetUp(f"The spaCy model cannot be loaded: {error} See: perennial doctor") from error
    return extraction, name
