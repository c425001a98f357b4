"""What the doors call: one function per thing a user can do, one transaction each."""

from sync.commands import erasure, imports, people, permissions, proposals, runs, sources, upkeep

__all__ = ["erasure", "imports", "people", "permissions", "proposals", "runs", "sources", "upkeep"]
