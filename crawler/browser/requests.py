"""What a page in the browser may ask for, and what it is told.

The requests themselves are made by :mod:`crawler.browser.subresources`; events are Chromium's, of its DevTools
protocol.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

SCRIPT_SECONDS = 600
"""How long a page's process may keep a script."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a page in the browser asks for."""

    address: str
    accept: str
    origin: str | None
    """Where the page is, when the browser would send it along."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What it gets."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Load = Callable[[PageRequest], Awaitable[Resource | None]]
"""Answers a page's request, or None to let it fail."""


def may_load(event: Mapping[str, Any]) -> bool:
    """Whether a request is one for a script or for data, which is all that can change what a page says."""
    request = event["request"]
    if request["method"] != "GET" or event["resourceType"] not in ("Script", "XHR", "Fetch"):
        return False
    # An event stream never ends.
    return "text/event-stream" not in str(request["headers"].get("Accept", ""))


def kept_by_the_page(event: Mapping[str, Any], resource: Resource) -> Resource:
    """Let the page's process keep a script, compiled, for the next document of the host, as the run keeps it."""
    if event["resourceType"] != "Script":
        return resource
    return replace(resource, headers=(*resource.headers, ("Cache-Control", f"max-age={SCRIPT_SECONDS}")))


def preflight(request: Mapping[str, Any]) -> Resource:
    """Answer what a browser asks before a request of another origin's page."""
    # Preflights protect servers from what only a browser's user may do; nothing of that is ever sent on.
    headers = {name.lower(): value for name, value in request["headers"].items()}
    return Resource(
        204,
        (
            ("Access-Control-Allow-Origin", headers.get("origin", "*")),
            ("Access-Control-Allow-Methods", "GET"),
            ("Access-Control-Allow-Headers", headers.get("access-control-request-headers", "")),
            ("Access-Control-Allow-Credentials", "true"),
        ),
    )
