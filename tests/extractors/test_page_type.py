"""What kind of page an address and its headings announce."""

from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors import page as pages
from extractors.claims import PersonHint

SITE = "https://ada.example/"
POSTS = "<h1>Notes</h1>" + "<article><h2>A map</h2><p>Some words about it.</p></article>" * 6


@pytest.mark.parametrize(
    ("path", "role", "body", "kind"),
    [
        ("", "home", "<h1>Ada</h1>", "profile"),
        ("", "home", POSTS, "index"),
        ("en/", "home", "<h1>Ada</h1>", "profile"),
        ("de/lebenslauf.html", "profile", "", "cv"),
        ("sobre/", "other", "", "about"),
        ("a-propos", "other", "", "about"),
        ("werdegang", "other", "", "cv"),
        ("parcours/", "other", "", "cv"),
        ("beitraege/", "other", "", "index"),
        ("publicaciones/", "profile", "", "publications"),
        ("privacy-policy/", "home", "<h1>Privacy Policy</h1>", "other"),
        ("projetos/", "profile", "", "other"),
        ("sail/", "other", "<h1>People</h1>", "team"),
        ("x/", "profile", "<h1>Publications</h1>", "publications"),
        ("2020/03/01/a-map/", "other", "<article>x</article>", "article"),
        ("blog/a-map", "other", "", "article"),
        ("posts/page/2/", "article", POSTS, "index"),
        ("2020/", "other", "", "index"),
    ],
)
def test_the_type_comes_first(path: str, role: str, body: str, kind: str) -> None:
    """In four languages; an index is never an article."""
    snapshot = Snapshot(
        "s1", SITE + path, datetime(2026, 3, 2, tzinfo=UTC), body.encode(), "text/html", role=role, site=SITE
    )  # type: ignore[arg-type]
    assert pages.build(snapshot, PersonHint("Ada Beispiel")).type == kind


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Software Engineer", "other"),
        ("Team Leader @ Kartenhaus", "other"),
        ("Mitarbeiter Logistik", "other"),
        ("Software Engineering Experience", "experience"),
        ("Publications and talks", "publications"),
        ("Selected Projects", "projects"),
        ("Expériences professionnelles", "experience"),
        ("Formación académica", "education"),
        ("Volunteer Experience", "awards"),
    ],
)
def test_a_job_title_as_heading_announces_no_section(heading: str, section: str) -> None:
    """A "Software Engineer" is no list of software."""
    body = f"<h1>Ada</h1><h2>Experience of maps and the sea and all that</h2><h2>{heading}</h2><p>words</p>"
    snapshot = Snapshot(
        "s1", SITE, datetime(2026, 3, 2, tzinfo=UTC), body.encode(), "text/html", role="home", site=SITE
    )
    assert pages.build(snapshot, PersonHint("Ada Beispiel")).outline.lines[-1].section == section
