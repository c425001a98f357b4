"""With --json every command prints what a program can read, and nothing else, on standard output."""

READERS = (
    ["candidates", "list"],
    ["candidates", "show", "PERSON"],
    ["sources", "list"],
    ["sources", "catalog"],
    ["proposals", "list", "--field", "title"],
    ["proposals", "show", "PROPOSAL"],
    ["changes"],
    ["timeline", "PERSON"],
    ["schedule", "--limit", "5"],
    ["schedule", "--budget", "5"],
    ["runs", "list"],
    ["doctor", "--quick"],
)
WRITERS = (
    ["candidates", "add", "Ada Obi", "--email", "ada@obi.example", "--skill", "Go", "--external-id", "ats=9"],
    ["candidates", "edit", "PERSON", "location", "Hamburg"],
    ["candidates", "edit", "PERSON", "articles", '{"title": "Part three", "date": "2026-01"}'],
    ["candidates", "star", "PERSON"],
    ["candidates", "open-role", "PERSON", "--remove"],
    ["sources", "add", "PERSON", "https://new.example/", "--basis", "consent", "--given-by", "candidate"],
    ["proposals", "reject", "PROPOSAL"],
)


def test_everything_that_reads_and_writes_speaks_json(inside, network):
    """One object a line; rehearsals say that they are."""
    title = network.proposal("title")
    told = {}
    for words in READERS:
        given = [{"PERSON": network.person, "PROPOSAL": title}.get(word, word) for word in words]
        answer = inside(*given, "--json", **network.variables)
        assert answer.code == 0, answer.err
        told[" ".join(words[:2])] = answer.json()
    assert told["candidates list"][0]["profile"]["title"][0]["value"] == "Engineer"
    assert len(told["candidates show"][0]["sources"]) == 3
    assert [one["after"] for one in told["proposals list"]] == ["Staff Engineer"]
    assert told["proposals show"][0]["evidence"][0]["quote"] == "She says so."
    assert told["changes"][0]["specversion"] == "1.0"
    assert {one["id"] for one in told["sources catalog"]} >= {"blog", "portfolio", "linkedin"}
    assert [one["why"] for one in told["schedule --limit"]] == ["never read"] * 3
    assert told["schedule --budget"][0]["pages"] == 3
    assert told["doctor --quick"][0]["database"]["ok"] is True
    last = network.store.changes.last_number()
    for words in WRITERS:
        given = [{"PERSON": network.person, "PROPOSAL": title}.get(word, word) for word in words]
        answer = inside(*given, "--json", "--dry-run", **network.variables)
        assert answer.code == 0, answer.err
        [one] = answer.json()
        assert one["dry_run"] is True
    assert network.store.changes.last_number() == last
    assert network.store.proposals.get(title).state == "open"
