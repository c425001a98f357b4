"""Preferences about the use of content: the IETF's ``Content-Usage`` and the ``Content-Signal`` that resembles it.

Both are lists of ``category=preference``, in a header or a line of robots.txt. Categories follow the drafts of the
IETF's AI Preferences group (draft-ietf-aipref-vocab of 2025 and 2026; its newest names training and search alone) and
Cloudflare's Content Signals. We read where the drafts would see a mistake, such as capitals or ``no`` for ``n``:
in doubt the owner said no.
"""

OUR_USES = frozenset({"bots", "tdm", "ai", "ai-input", "ai-output", "ai-use", "all", "*"})
"""Categories that name what we do: automated processing that ends in statements about the content.
Those for training models or for search name what we do not."""
_NO = frozenset({"n", "no", "?0", "0", "false"})


def forbidding(preferences: str) -> str | None:
    """Return the first member of a list of preferences that forbids our use, or None.

    Of members that contradict each other the forbidding one counts, as the drafts have it for several statements.
    """
    for member in preferences.split(","):
        # Parameters after a semicolon have no meaning yet.
        category, _, preference = member.partition(";")[0].partition("=")
        if category.strip().lower() in OUR_USES and preference.strip().strip('"').lower() in _NO:
            return member.strip()
    return None
