"""Which preferences about use forbid ours."""

import pytest

from crawler.rules.usage import forbidding


@pytest.mark.parametrize(
    ("preferences", "member"),
    [
        ("", None),
        ("bots=n", "bots=n"),
        ("ai-input=no", "ai-input=no"),
        ("search=yes, ai-input=no, ai-train=no", "ai-input=no"),
        ("ai-output=n", "ai-output=n"),
        ("train-ai=n", None),
        ("search=n", None),
        ("ai-train=no, search=yes", None),
        ("bots=y", None),
        ("bots", None),
        ("BOTS=N", "BOTS=N"),
        ('ai="n"', 'ai="n"'),
        ("tdm=?0", "tdm=?0"),
        ("bots=y, bots=n", "bots=n"),
        ("bots=n, bots=y", "bots=n"),
        ("bots=n;reason=x", "bots=n;reason=x"),
        ("bots;reason=n", None),
        ("=n", None),
        ("robots=n", None),
    ],
)
def test_the_first_member_that_forbids_our_use_is_told(preferences: str, member: str | None) -> None:
    """Automated processing and AI use are ours; training and search are not."""
    assert forbidding(preferences) == member
