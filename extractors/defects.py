"""What went wrong with a stranger's markup, kept beside what was read.

The parsers of others do not say what they raise for broken markup, so that nothing narrower than ``Exception``
would do around them. What is caught is written down: a defect of ours must not look like a page without data.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from extractors.sentences import is_sensitive

MOST = 10
LONGEST = 200
"""Characters of one line."""


class Defects:
    """Lines such as ``structured: json-ld: JSONDecodeError: ...``, each once and ten at most."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    @property
    def lines(self) -> tuple[str, ...]:
        """What was written down, in order."""
        return tuple(self._lines)

    def add(self, where: str, error: Exception) -> None:
        """Write one error down.

        :param where: the extractor and what it read, such as ``structured: json-ld``.
        """
        if len(self._lines) < MOST:
            name, said = f"{where}: {type(error).__name__}", " ".join(str(error).split())
            # Some errors repeat what they stumbled over.
            self._lines[name if not said or is_sensitive(said) else f"{name}: {said}"[:LONGEST]] = None

    @contextmanager
    def noted(self, where: str) -> Iterator[None]:
        """Go on behind the block when a parser of others fails in it.

        :raises MemoryError: a page that needs too much is truncated, not defective.
        """
        try:
            yield
        except MemoryError:
            raise
        except Exception as error:
            self.add(where, error)
