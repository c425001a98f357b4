"""What the doors call: one function per thing a user can do, one transaction each."""

from sync.commands import people, proposals, runs, sources, upkeep

__all__ = ["people", "proposals", "runs", "sources", "upkeep"]
