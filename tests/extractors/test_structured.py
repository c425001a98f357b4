"""Whose the facts of schema.org markup are."""

import json
from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.extract import extract


@pytest.mark.parametrize("relation", ["knows", "spouse", "colleague", "parent", "children", "sibling", "relatedTo"])
def test_a_relative_of_the_same_name_keeps_their_job(relation: str) -> None:
    """Families share names: what leads to another person is not read as the owner's."""
    other = {"@type": "Person", "name": "Mira Landt-Berg", "jobTitle": "Chief Surgeon", "worksFor": "Klinik Nordtal"}
    markup = json.dumps({"@type": "Person", "name": "Mira Landt", "jobTitle": "Glass Artist", relation: [other]})
    body = f'<script type="application/ld+json">{markup}</script><h1>Mira Landt</h1>'.encode()
    snapshot = Snapshot(
        "",
        "https://mira.example/",
        datetime(2026, 1, 1, tzinfo=UTC),
        body,
        "text/html",
        "home",
        "https://mira.example/",
    )
    claims = extract(snapshot, PersonHint("Mira Landt")).claims
    assert [one.value for one in claims if one.field in ("title", "employer")] == ["Glass Artist"]
