"""What the command line answers a script."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; ``meaning`` is what docs/commands.md says."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> "Exit":
        """Make a member that is its code and carries its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    OK = 0, "ok, also when there was nothing to do"
    FAILURE = 1, "failure: the message says what happened and what to do next; nothing was half written"
    USAGE = 2, "usage: the command line cannot be understood"
    PARTLY_FAILED = (
        3,
        (
            "partly failed: pages failed and stay due, lines were left out, some decisions were refused, "
            "or an address may not be fetched"
        ),
    )
    NOT_CONFIGURED = 4, "not configured: something is missing in the settings or on this machine"
    INTERRUPTED = 130, "interrupted; what was finished is stored"
