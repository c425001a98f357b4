"""Profiles on known sites have one address each."""

import pytest

from extractors.platforms import profile_of


@pytest.mark.parametrize(
    ("address", "profile"),
    [
        ("http://www.github.com/ada/", "https://github.com/ada"),
        ("https://github.com/ada/repo", None),
        ("https://github.com/features", None),
        ("https://twitter.com/ada", "https://x.com/ada"),
        ("https://x.com/intent/tweet?text=x", None),
        ("https://twitter.com/share", None),
        ("https://de.linkedin.com/in/ada-b", "https://www.linkedin.com/in/ada-b"),
        ("https://www.linkedin.com/company/acme", None),
        ("https://scholar.google.de/citations?hl=de&user=AbC", "https://scholar.google.com/citations?user=AbC"),
        ("https://orcid.org/0000-0001-2345-678X", "https://orcid.org/0000-0001-2345-678X"),
        ("https://fosstodon.org/@ada", "https://fosstodon.org/@ada"),
        ("https://fosstodon.org/@ada/1234", None),
        ("https://stackoverflow.com/users/12/ada", "https://stackoverflow.com/users/12"),
        ("https://ada.example/", None),
        ("http://[broken", None),
    ],
)
def test_profile_of(address: str, profile: str | None) -> None:
    """A repository, a post, a company or a share button is no profile."""
    found = profile_of(address)
    assert (found.address if found else None) == profile
