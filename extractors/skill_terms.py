"""What is known of a skill by its name, for every extractor that reads one."""

from extractors.skilling.lexicon import shipped


def canonical(phrase: str) -> dict[str, str]:
    """Return ``{"label": ...}`` for a phrase of the shipped lexicon, else nothing."""
    return shipped().canonical(phrase)
