"""What was read of one page, for a person and for a program."""

from dataclasses import asdict

from rich.text import Text

from config.values import seen_only
from crawler.items import Snapshot
from extractors.claims import Claim, Extraction
from sync.cli.marking import Mark, marked
from sync.cli.output import complain, results, tell
from sync.comparators import same

SHOWN_OF_A_VALUE = ("name", "title", "url", "position", "institution")
REASONS = {
    "private": "it is of a kind that is never stored, such as health or belief",
    "not_a_value": "the field does not accept it",
}


def as_document(
    snapshot: Snapshot, extraction: Extraction, person: str, *, whole_text: bool = False
) -> dict[str, object]:
    """Return what was read, for JSON."""
    page = extraction.page
    return {
        "address": snapshot.address,
        "person": person,
        "page_type": page.page_type,
        "language": page.language,
        "title": page.title,
        "characters": len(page.text),
        "text_sha256": extraction.text_sha256,
        "truncated": extraction.truncated,
        "claims": [_as_claim(one) for one in extraction.claims],
        "withheld": [asdict(one) for one in extraction.withheld],
        "identity": asdict(extraction.identity),
        "names_somebody_else": names_somebody_else(extraction, person),
        "warnings": list(extraction.warnings),
        **({"text": page.text} if whole_text else {}),
    }


def _as_claim(claim: Claim) -> dict[str, object]:
    return {
        "field": claim.field,
        "value": claim.value,
        "confidence": claim.confidence,
        "extractor": claim.extractor,
        **asdict(claim.evidence),
        "stated_at": claim.stated_at and asdict(claim.stated_at),
    }


def names_somebody_else(extraction: Extraction, person: str) -> bool:
    """Tell whether a page bears names and none of them is the person's: a crawl asks before it uses such a page."""
    bears = extraction.identity.names
    return bool(person and bears) and not any(same("name", name, person) for name in bears)


def show(snapshot: Snapshot, whence: str, extraction: Extraction, person: str, *, whole_text: bool = False) -> None:
    """Print what was read, for a person.

    :param whence: in words, where the page was taken from.
    """
    _show_page(snapshot, whence, extraction, person)
    if names_somebody_else(extraction, person):
        complain(
            f"The page bears another name than {person}: a crawl asks whose it is, and proposes nothing until then."
        )
    if extraction.truncated:
        complain("The page is too large to be used: nothing is claimed of it.")
    for claim in extraction.claims:
        _show_claim(claim, extraction.page.text)
    if not extraction.claims and not extraction.truncated:
        tell("Nothing is claimed of this person.")
    for one in extraction.withheld:
        _say(f"withheld: {one.count} of {one.field} by {one.extractor}: {REASONS[one.reason]}", "dim")
    for warning in extraction.warnings:
        tell(f"warning: {warning}")
    if whole_text:
        spans = [(one.evidence.start, one.evidence.end, one.field) for one in extraction.claims]
        marks = [Mark(start, end, name) for start, end, name in spans if start is not None and end is not None]
        results.print()
        results.print(marked(extraction.page.text, marks, colour=results.is_terminal), soft_wrap=True)


def _show_page(snapshot: Snapshot, whence: str, extraction: Extraction, person: str) -> None:
    page, bears = extraction.page, extraction.identity
    _say(f"{snapshot.address}  ({whence})", "bold")
    _say(f"  page      {page.page_type}, language {page.language or 'unknown'}, {len(page.text):,} characters")
    _say(f"  title     {page.title or '-'}")
    _say(f"  person    {person or 'nobody is named: give --person'}")
    named = {"bears": bears.names, "mail": bears.emails, "rel=me": bears.rel_me, "sameAs": bears.same_as}
    for label, values in named.items():
        if values:
            _say(f"  {label:<9} {', '.join(values)}")


def _show_claim(claim: Claim, text: str) -> None:
    line = Text()
    line.append(f"\n{claim.field:<10}", "cyan")
    line.append(seen_only(_in_short(claim)), "bold")
    line.append(f"  {claim.confidence:.2f} by {claim.extractor}", "dim")
    if claim.stated_at is not None:
        line.append(f", stated {claim.stated_at.latest or claim.stated_at.earliest}", "dim")
    results.print(line, soft_wrap=True)
    evidence = claim.evidence
    if evidence.quote is not None:
        words = text[evidence.start : evidence.end] if evidence.start is not None else _in_short(claim)
        at = evidence.quote.find(words) if words else -1
        marks = [Mark(at, at + len(words))] if at >= 0 else []
        quote = marked(evidence.quote, marks, colour=results.is_terminal)
        results.print(Text("  “").append(quote).append("”"), soft_wrap=True)
    elif evidence.start is not None:
        _say("  (the page forbids to quote it)", "dim")
    if evidence.pointer:
        _say(f"  at {evidence.pointer}", "dim")


def _in_short(claim: Claim) -> str:
    if isinstance(claim.value, dict):
        parts = [str(claim.value[name]) for name in SHOWN_OF_A_VALUE if claim.value.get(name)]
        return " · ".join(parts) or str(claim.value)
    return str(claim.value)


def _say(words: str, style: str = "") -> None:
    results.print(Text(seen_only(words), style), soft_wrap=True)
