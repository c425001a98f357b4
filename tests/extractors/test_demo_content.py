"""What a template brought along is nobody's."""

import pytest

from extractors.demo_content import is_demo


@pytest.mark.parametrize(
    ("title", "demo"),
    [
        ("Hello World!", True),
        ("A post with images", True),
        ("[Your Web App Title]", True),
        ("{{ page.title }}", True),
        ("Your title here", True),
        ("[Workshop] Virtual worlds", False),
        ("Your first river", False),
        ("Hello rivers", False),
    ],
)
def test_titles_that_a_template_wrote(title: str, demo: bool) -> None:
    """Known demo posts, and fields that nobody filled in; a bracketed word before a title is no field."""
    assert is_demo(title) is demo
