"""Reading a ``Retry-After`` header (RFC 9110 section 10.2.3): seconds, or a date."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 7 * 24 * 3600.0
"""Nobody rests longer than a week: a stranger's number must not put a page centuries ahead or overflow a date."""


def retry_after_seconds(value: bytes | str | None, now: datetime) -> float | None:
    """Return the seconds to wait, from 0 to :data:`LONGEST_SECONDS`, or None without a meaning."""
    if value is None:
        return None
    text = (value.decode("latin-1") if isinstance(value, bytes) else value).strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
        seconds = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_SECONDS)
