"""What the class names of classic microformats mean in microformats2.

The vocabularies of https://microformats.org/wiki/microformats2#v2_vocabularies and the backward compatible rules
of https://microformats.org/wiki/h-card#Parser_Compatibility and its sister pages. A property is written with its
prefix, such as ``p-name``; behind it may stand the root that its element is taken for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One classic microformat."""

    type: str
    """Its root in microformats2."""
    classes: Mapping[str, tuple[str, ...]]
    """Per class name the properties, and the root, that it stands for."""
    rels: Mapping[str, tuple[str, ...]]


def _vocabulary(root: str, classes: str, rels: str = "") -> Vocabulary:
    return Vocabulary(root, _rules(classes), _rules(rels))


def _rules(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (entry.split("=") for entry in text.split())
    return {name: tuple(meaning.split(",")) for name, meaning in pairs}


ADDRESS = (
    "post-office-box=p-post-office-box extended-address=p-extended-address street-address=p-street-address "
    "locality=p-locality region=p-region postal-code=p-postal-code country-name=p-country-name"
)
CARD = (
    "fn=p-name honorific-prefix=p-honorific-prefix given-name=p-given-name additional-name=p-additional-name "
    "family-name=p-family-name honorific-suffix=p-honorific-suffix nickname=p-nickname email=u-email logo=u-logo "
    "photo=u-photo url=u-url uid=u-uid category=p-category adr=p-adr,h-adr label=p-label geo=p-geo,h-geo "
    "latitude=p-latitude longitude=p-longitude tel=p-tel note=p-note bday=dt-bday key=u-key org=p-org "
    "organization-name=p-organization-name organization-unit=p-organization-unit title=p-job-title role=p-role "
    "tz=p-tz rev=dt-rev sort-string=p-sort-string sound=u-sound mailer=p-mailer agent=p-agent class=p-class "
)
VOCABULARIES = {
    "adr": _vocabulary("h-adr", ADDRESS),
    "geo": _vocabulary("h-geo", "latitude=p-latitude longitude=p-longitude"),
    "vcard": _vocabulary("h-card", CARD + ADDRESS),
    "hentry": _vocabulary(
        "h-entry",
        "entry-title=p-name entry-summary=p-summary entry-content=e-content published=dt-published "
        "updated=dt-updated author=p-author,h-card category=p-category geo=p-geo,h-geo latitude=p-latitude "
        "longitude=p-longitude",
        "bookmark=u-url tag=p-category",
    ),
    "hfeed": _vocabulary(
        "h-feed",
        "site-title=p-name title=p-name site-description=p-summary description=p-summary category=p-category "
        "author=p-author,h-card url=u-url photo=u-photo",
        "tag=p-category",
    ),
    "hresume": _vocabulary(
        "h-resume",
        "summary=p-summary contact=p-contact,h-card education=p-education,h-event experience=p-experience,h-event "
        "skill=p-skill affiliation=p-affiliation,h-card",
    ),
    "vevent": _vocabulary(
        "h-event",
        "summary=p-name dtstart=dt-start dtend=dt-end duration=dt-duration description=p-description url=u-url "
        "category=p-category location=p-location geo=p-location,h-geo attendee=p-attendee contact=p-contact "
        "organizer=p-organizer last-modified=dt-last-modified uid=u-uid status=p-status",
    ),
    "hnews": _vocabulary(
        "h-news",
        "hentry=p-entry,h-entry geo=p-geo,h-geo latitude=p-latitude longitude=p-longitude "
        "source-org=p-source-org,h-card dateline=p-dateline,h-card principles=u-principles",
        "principles=u-principles",
    ),
    "item": _vocabulary("h-item", "fn=p-name url=u-url photo=u-photo"),
    "hproduct": _vocabulary(
        "h-product",
        "fn=p-name photo=u-photo brand=p-brand category=p-category description=p-description "
        "identifier=u-identifier url=u-url review=p-review,h-review price=p-price",
    ),
    "hreview": _vocabulary(
        "h-review",
        "summary=p-name item=p-item,h-item reviewer=p-author,h-card dtreviewed=dt-reviewed rating=p-rating best=p-best "
        "worst=p-worst description=e-content",
        "tag=p-category",
    ),
    "hreview-aggregate": _vocabulary(
        "h-review-aggregate",
        "summary=p-name item=p-item,h-item rating=p-rating best=p-best worst=p-worst average=p-average count=p-count "
        "votes=p-votes",
    ),
    "hrecipe": _vocabulary(
        "h-recipe",
        "fn=p-name ingredient=p-ingredient yield=p-yield instructions=e-instructions duration=dt-duration "
        "photo=u-photo summary=p-summary author=p-author,h-card published=dt-published nutrition=p-nutrition",
        "tag=p-category",
    ),
}
INSIDE_ONLY = ("item",)
"""No roots by themselves."""
BY_TYPE = {vocabulary.type: vocabulary for vocabulary in VOCABULARIES.values()}


def roots(classes: Iterable[str]) -> set[str]:
    """Return the microformats2 roots that classic class names stand for."""
    return {VOCABULARIES[name].type for name in classes if name in VOCABULARIES and name not in INSIDE_ONLY}


def tags(types: Iterable[str]) -> bool:
    """Tell whether ``rel=tag`` inside a classic root of these types is a category, named by its address."""
    return any("tag" in BY_TYPE[one].rels for one in types if one in BY_TYPE)


def meanings(types: Iterable[str], classes: Iterable[str], rels: Iterable[str]) -> list[str]:
    """Return the properties and roots that an element inside classic roots of these types stands for."""
    known = [BY_TYPE[one] for one in sorted(types) if one in BY_TYPE]
    classes, rels = list(classes), list(rels)
    said = [meaning for one in known for name in classes for meaning in one.classes.get(name, ())]
    said += [meaning for one in known for name in rels for meaning in one.rels.get(name, ())]
    return list(dict.fromkeys(said))
