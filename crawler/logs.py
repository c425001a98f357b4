"""Structured logs on standard error, with the people kept out of them.

A page's address often is its owner's name, so no line carries one: an address becomes ``page_…``, a host name
``host_…`` and a mail address ``mail_…``, each the same for the same thing as long as the process lives, so that its
lines can be joined. The key is forgotten with the process: nobody can try names out on a log that was kept.
``perennial runs show`` tells an operator which pages failed and why.
"""

import logging
import re
import sys
from collections.abc import Mapping
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from config.settings import LogFormat, LogLevel
from crawler.hosts.keys import registered_domain

_CHATTY = ("scrapy", "twisted", "py.warnings", "asyncio")
"""Third parties' loggers: what they say below a warning is about themselves."""
_DIGEST_BYTES = 5
_KEY = token_bytes(16)

_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'()\]]+", re.IGNORECASE)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"\b(?:[\w-]+\.)+[A-Za-z][\w-]+\b")
_RESERVED = (".example", ".test", ".invalid", ".localhost")
"""Top-level domains of RFC 2606: in no list of suffixes, and what samples and tests use."""


def configure(level: LogLevel, log_format: LogFormat = "console") -> None:
    """Send all of this process's logs to standard error, one line each, without personal data.

    :param level: the least severity that is written.
    :param log_format: ``console`` for a person, ``json`` (one object a line) for a log collector.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering: Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_people,
            rendering,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(level.upper() if level in ("debug", "error") else "WARNING")


def without_people(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace addresses, host names and mail addresses in every value of a line, tracebacks included."""
    return {key: value if key in ("logger", "level", "timestamp") else _masked(value) for key, value in event.items()}


def masked(text: str) -> str:
    """Return a text with addresses, mail addresses and host names replaced by stable stand-ins."""
    text = _ADDRESS.sub(lambda found: page_name(found[0]), text)
    text = _MAIL.sub(lambda found: _stand_in("mail", found[0].lower()), text)
    return _HOST.sub(lambda found: host_name(found[0]) if _is_host(found[0]) else found[0], text)


def page_name(address: str) -> str:
    """Return what a page is called in logs."""
    return _stand_in("page", address)


def host_name(host: str) -> str:
    """Return what a host is called in logs."""
    return _stand_in("host", host.lower())


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {key: _masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else masked(str(value))


def _is_host(word: str) -> bool:
    # The suffix list tells ada.dev from crawler.handler; where a module's name is a suffix too, it is masked with it.
    return word.lower().endswith(_RESERVED) or registered_domain(word.lower()) is not None


def _stand_in(kind: str, text: str) -> str:
    return f"{kind}_{blake2b(text.encode('utf-8', 'replace'), digest_size=_DIGEST_BYTES, key=_KEY).hexdigest()}"
