"""Icons and badges that stand for a technology."""

import pytest

from extractors.page_text import parse, visible_text
from extractors.skilling.icons import icons
from extractors.skilling.lexicon import shipped


def shown(html: str) -> list[str]:
    root = parse(f"<html><body>{html}</body></html>")
    return [one.term.label for one in icons(root, visible_text(root), shipped())]


@pytest.mark.parametrize(
    ("html", "labels"),
    [
        ('<i class="devicon-python-plain colored"></i>', ["Python"]),
        ('<i class="devicon-cplusplus-plain-wordmark"></i>', ["C++"]),
        ('<i class="fab fa-react" aria-hidden="true"></i>', ["React"]),
        ('<i class="fa-brands fa-python fa-2x"></i>', ["Python"]),
        ('<i class="fa-solid fa-heart"></i>', []),
        ('<span class="iconify" data-icon="simple-icons:keras"></span>', ["Keras"]),
        ('<span class="iconify" data-icon="ion-logo-python"></span>', ["Python"]),
        ('<img src="a.png" alt="PostgreSQL logo">', ["PostgreSQL"]),
        ('<img src="/img/kotlin.svg">', ["Kotlin"]),
        ('<img src="https://cdn.example/gh/devicons/devicon/icons/rust/rust-original.svg">', ["Rust"]),
        ('<img src="https://skillicons.dev/icons?theme=dark&i=js,nosuchthing,docker">', ["JavaScript", "Docker"]),
        ('<img src="https://img.shields.io/badge/-Go-00ADD8?style=flat&logo=go">', ["Go"]),
        ('<svg aria-label="Figma"><path d=""/></svg>', ["Figma"]),
        ('<li name="Docker"><span></span></li>', ["Docker"]),
        ('<i class="fa fa-heart"></i><img src="me.jpg" alt="Ulla">', []),
        ('<a href="https://github.com/ulla"><i class="devicon-github-original"></i></a>', []),
        ('<div style="display:none"><i class="devicon-python-plain"></i></div>', []),
        ('<nav><i class="devicon-python-plain"></i></nav><footer><i class="devicon-go-plain"></i></footer>', []),
        ('<p><i class="devicon-go-plain"></i> Golang</p>', []),
        ('<img src="data:image/svg+xml;base64,AAAA/python.svg">', []),
    ],
)
def test_what_an_icon_stands_for(html: str, labels: list[str]) -> None:
    """A name, a class, a file or a service's address; not a link, nothing hidden, nothing that a word explains."""
    assert shown(html) == labels


def test_icons_stand_behind_the_text_before_them() -> None:
    """So that they belong to the section they are in."""
    root = parse('<html><body><h2>Skills</h2><i class="devicon-go-plain"></i><h2>Contact</h2></body></html>')
    visible = visible_text(root)
    [icon] = icons(root, visible, shipped())
    assert visible.text[icon.offset :].startswith("Skills")


def test_a_page_of_icons_ends() -> None:
    """A bound holds for hostile pages."""
    assert len(shown('<i class="devicon-go-plain"></i>' * 5000)) == 1000
