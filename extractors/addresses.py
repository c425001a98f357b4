"""Addresses as strangers write them, many of which are none."""

import re
from urllib.parse import urljoin, urlsplit

BLANK = re.compile(r"\s")


def absolute(base: str, written: str) -> str | None:
    """Return a written address as seen from a base, None for what cannot be one, such as ``http://[``.

    Blanks are escaped as browsers do (WHATWG URL, percent-encode sets): many a file has them in its name.
    """
    try:
        address = urljoin(base, written.strip())
        urlsplit(address)
    except ValueError:
        return None
    return BLANK.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), address)
