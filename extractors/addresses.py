"""Addresses as strangers write them, many of which are none."""

from urllib.parse import urljoin, urlsplit


def absolute(base: str, written: str) -> str | None:
    """Return a written address as seen from a base, None for what cannot be one, such as ``http://[``."""
    try:
        address = urljoin(base, written.strip())
        urlsplit(address)
    except ValueError:
        return None
    return address
