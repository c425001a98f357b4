"""Addresses of profiles on known sites, written one way."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config import lexicons


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody's profile on a known site."""

    network: str
    username: str
    address: str
    """The site's own way to write it: equal profiles have equal addresses."""


@cache
def _by_host() -> dict[str, list[tuple[str, dict[str, Any], re.Pattern[str]]]]:
    table: dict[str, list[tuple[str, dict[str, Any], re.Pattern[str]]]] = {}
    for name, platform in lexicons.load("platforms").tables["platforms"].items():
        for host in platform["hosts"]:
            entry = (platform.get("network", name), platform, re.compile(platform["path"]))
            table.setdefault(host, []).append(entry)
    return table


def profile_of(address: str) -> Profile | None:
    """Return the profile that an address is, None for any other page, such as a repository or a share button."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    candidates = _by_host().get(host) or _by_host().get(".".join(host.split(".")[-2:]), [])
    for network, platform, path in candidates:
        match = path.fullmatch(parts.path)
        user = _user(platform, parts.query, match) if match else None
        if user and user.lower() not in platform.get("not_users", ()):
            return Profile(network, user, platform["address"].format(user=user, host=host))
    return None


def _user(platform: dict[str, Any], query: str, match: re.Match[str]) -> str | None:
    if "query" in platform:
        return next(iter(parse_qs(query).get(platform["query"], ())), None)
    return match.group("user").rstrip("/")
