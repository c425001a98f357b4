"""What the doors call: one function per thing a user can do, one transaction each."""

from sync.commands import erasure, imports, lexicons, people, permissions, proposals, runs, sources, upkeep

__all__ = ["erasure", "imports", "lexicons", "people", "permissions", "proposals", "runs", "sources", "upkeep"]
