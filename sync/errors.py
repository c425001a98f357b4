"""What the doors can tell a user.

PerennialError              anything below; every message says what happened, where, and what to do next
├── Invalid                 what was handed in is not acceptable (exit code 1; usage errors are the door's own)
│   └── InvalidImport       an import file: every bad line with field and reason
├── NotFound                no candidate, source, proposal, decision or run of that id
├── Conflict                true a moment ago, no longer: decided already, item changed since, older revision
├── Refused                 not permitted: terms, missing consent, suppressed person
├── Unavailable             the database or the archive does not answer
└── NotSetUp                something is missing on this machine or in the settings (exit code 4)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class PerennialError(Exception):
    """:ivar exit_code: what the command line answers with."""

    exit_code: ClassVar[int] = 1


class Invalid(PerennialError):
    """Raised by :mod:`sync.commands` and :mod:`sync.intake`."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """One rejected line of an import file."""

    line: int
    """Counted from 1."""
    field: str
    reason: str


class InvalidImport(Invalid):
    """Raised by :mod:`sync.intake`; nothing was stored."""

    def __init__(self, file: str, bad_lines: Sequence[BadLine], total: int) -> None:
        self.file = file
        self.bad_lines = tuple(bad_lines)
        lines = len({bad.line for bad in bad_lines})
        rows = "\n".join(f"{file}:{bad.line}: {bad.field}: {bad.reason}" for bad in bad_lines)
        super().__init__(
            f"{rows}\n{lines} of {total} lines cannot be imported, so nothing was stored. "
            "Correct them, or import the others with --skip-invalid."
        )


class NotFound(PerennialError):
    """Raised by :mod:`sync.commands`."""


class Conflict(PerennialError):
    """Raised by :mod:`sync.apply` and :mod:`sync.decide`; nothing was written."""


class Refused(PerennialError):
    """Raised by :mod:`sync.commands`; nothing was written."""


class Unavailable(PerennialError):
    """Raised by :mod:`sync.store`."""


class NotSetUp(PerennialError):
    """Raised by :mod:`sync.store.embedded` and :mod:`sync.worker`."""

    exit_code: ClassVar[int] = 4
