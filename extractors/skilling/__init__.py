"""Which words name a skill, and which mentions of them are the person's: the parts of :mod:`extractors.skills`."""
