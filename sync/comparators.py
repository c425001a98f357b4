"""When two values of a field are the same value.

Each comparator turns a value into its keys: two values are the same when they share one, and the first key
is the value's normal form. Keys are only compared, never shown.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ada_url import URL
from pydantic import JsonValue

import config.fields
from config import lexicons
from extractors.platforms import profile_of
from extractors.skill_terms import canonical

Keys = tuple[str, ...]

LEGAL_FORMS = frozenset(
    """
    ab ag as asa bv co company corp corporation ev gbr gmbh holding inc incorporated kg kgaa limited llc llp ltd
    mbh nv oy oyj plc pte pty sa sarl sas se spa srl ug
    """.split()  # noqa: SIM905  a list of words reads better unquoted
)
TITLE_ABBREVIATIONS = {
    "asst": "assistant",
    "dev": "developer",
    "dir": "director",
    "eng": "engineer",
    "jr": "junior",
    "mgr": "manager",
    "prof": "professor",
    "snr": "senior",
    "sr": "senior",
    "sw": "software",
    "swe": "software engineer",
    "vp": "vice president",
}
TRACKING_PARAMETERS = re.compile(r"^(utm_\w+|fbclid|gclid|ref|source|mc_cid|mc_eid)$")
HOST_ALIASES = {"twitter.com": "x.com", "mobile.twitter.com": "x.com", "m.facebook.com": "facebook.com"}
UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
CASELESS_PATHS = frozenset({"github.com", "gitlab.com", "x.com", "linkedin.com", "facebook.com", "instagram.com"})


def keys(field_id: str, value: JsonValue) -> Keys:
    """Return a value's keys under its field's comparator, the normal form first."""
    return COMPARATORS[config.fields.get(field_id).comparator](value)


def normal(field_id: str, value: JsonValue) -> str:
    """Return a value's normal form."""
    return keys(field_id, value)[0]


def same(field_id: str, one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two values of a field are the same value."""
    return not set(keys(field_id, one)).isdisjoint(keys(field_id, other))


def words(text: str) -> list[str]:
    """Split into lower-case words without accents or punctuation; ``+``, ``#`` and ``&`` carry meaning and stay."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+[+#]*|&", plain.casefold().replace("ß", "ss"))


def normal_quote(text: str) -> str:
    """Return a sentence's normal form, under which re-typesetting is not new words."""
    return " ".join(words(text))


def normal_address(address: str) -> str:
    """Return a web address without what does not tell pages apart: scheme, www, index file, tracking, fragment."""
    try:
        url = URL(address)
    except ValueError:
        return address.strip().casefold()
    host = url.hostname.rstrip(".").removeprefix("www.")
    host = HOST_ALIASES.get(host, host)
    # An escaped letter is the letter itself (RFC 3986, section 6.2.2.2).
    path = re.sub(r"/(index\.(html?|php))?$", "", _unescaped(url.pathname))
    if host in CASELESS_PATHS:
        path = path.casefold()
    kept = [part for part in url.search.removeprefix("?").split("&") if part]
    kept = [part for part in kept if not TRACKING_PARAMETERS.match(part.partition("=")[0])]
    return host + (f":{url.port}" if url.port else "") + path + ("?" + "&".join(kept) if kept else "")


def _unescaped(path: str) -> str:
    return re.sub(
        r"%([0-9A-Fa-f]{2})",
        lambda found: letter if (letter := chr(int(found[1], 16))) in UNRESERVED else found[0].upper(),
        path,
    )


def _text(value: Any) -> Keys:
    return (" ".join(words(value)) or value,)


def _name(value: Any) -> Keys:
    full = [word for word in words(value) if len(word) > 1] or words(value)
    return (" ".join(sorted(full)), " ".join(sorted({full[0], full[-1]}))) if full else (value,)


def _title(value: Any) -> Keys:
    expanded = [TITLE_ABBREVIATIONS.get(word, word) for word in words(value) if word != "&"]
    return (" ".join(word for word in expanded if word not in ("and", "of", "the")) or value,)


def _employer(value: Any) -> Keys:
    outside, inside = re.subn(r"\(([^)]*)\)", " ", value)
    stem = _without_legal_form(outside)
    found = [stem or value]
    if inside:
        found += [_without_legal_form(text) for text in re.findall(r"\(([^)]*)\)", value)]
    found += [name for key in found if (name := _present_names().get(key))]
    return tuple(key for key in found if key)


@cache
def _present_names() -> dict[str, str]:
    """Return the present name of an organisation that was renamed, by its earlier ones; all in normal form."""
    renamed = lexicons.load("companies").tables["renamed"]
    return {
        _without_legal_form(earlier): _without_legal_form(present)
        for present, others in renamed.items()
        for earlier in others
    }


def _without_legal_form(text: str) -> str:
    kept = [word for word in words(text) if word not in LEGAL_FORMS and word not in ("the", "&", "and")]
    return " ".join(kept or words(text))


def _place(value: Any) -> Keys:
    # "Hamburg" and "Hamburg, Germany" are one place; so, wrongly, are two Portlands: better silent than noisy.
    parts = [" ".join(words(part)) for part in re.split(r"[,/|]", value)]
    parts = [part for part in parts if part] or [value]
    return (" ".join(parts), parts[0])


def _skill(value: Any) -> Keys:
    named = [value[key] for key in ("label", "name") if value.get(key)]
    # "C/C++" on a record is both; "ML" is what a page calls Machine Learning.
    named += [part for name in named if "/" in name for part in name.split("/") if len(part.strip()) > 1]
    named += [label for name in tuple(named) if (label := canonical(name).get("label"))]
    found = dict.fromkeys("".join(words(name)) or name for name in named)
    return (*found, value["esco_uri"]) if value.get("esco_uri") else tuple(found)


def _titled(value: Any) -> Keys:
    title = " ".join(words(value.get("title") or value.get("name") or "")) or "?"
    return (normal_address(value["url"]), title) if value.get("url") else (title,)


def _position(value: Any) -> Keys:
    employer = _employer(value["name"])[0] if value.get("name") else ""
    title = _title(value["position"])[0] if value.get("position") else ""
    return (f"{employer}|{title}|{(value.get('startDate') or '')[:4]}",)


def _education(value: Any) -> Keys:
    studied = " ".join(words(f"{value.get('studyType') or ''} {value.get('area') or ''}"))
    return (f"{_employer(value['institution'])[0]}|{studied}",)


def _link(value: Any) -> Keys:
    # The same profile is written with and without a language, a display name or the page it was copied from.
    profile = profile_of(value["url"])
    return (normal_address(profile.address if profile else value["url"]),)


COMPARATORS: Mapping[str, Callable[[Any], Keys]] = MappingProxyType(
    {
        "name": _name,
        "title": _title,
        "employer": _employer,
        "place": _place,
        "skill": _skill,
        "article": _titled,
        "position": _position,
        "education": _education,
        "link": _link,
        "text": _text,
    }
)
"""Per comparator name of config/fields.py, the function from a value to its keys."""
