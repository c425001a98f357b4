"""``perennial lexicon``: import, list, show and remove."""

from tests.sync.test_skill_list_files import GLAZE, HEADER, KILN, written


def test_a_list_comes_is_seen_and_goes(inside, network, tmp_path) -> None:
    """Each step says what it did; JSON carries the attribution."""
    written(tmp_path, "skills_en.csv", HEADER + GLAZE + KILN)
    brought = inside("lexicon", "import", "skills_en.csv", "--kind", "esco", "--version", "1.2.0", **network.variables)
    assert brought.code == 0
    assert "Imported esco-skills-en 1.2.0: 2 skills under 4 names." in brought.err
    assert "European Commission" in brought.err

    [listed] = inside("lexicon", "list", "--json", **network.variables).json()
    assert (listed["id"], listed["version"]) == ("esco-skills-en", "1.2.0")
    assert "content" not in listed
    [shown] = inside("lexicon", "show", "esco-skills-en", "--limit", "1", "--json", **network.variables).json()
    assert [one["label"] for one in shown["first"]] == ["glaze ceramics"]
    assert "glaze ceramics" in inside("lexicon", "show", "esco-skills-en", **network.variables).out

    assert inside("lexicon", "remove", "esco-skills-en", **network.variables).code == 0
    gone = inside("lexicon", "show", "esco-skills-en", **network.variables)
    assert (gone.code, gone.out) == (1, "")
    assert "perennial lexicon list" in gone.err


def test_a_bad_file_is_refused_with_its_line(inside, network, tmp_path) -> None:
    """Exit code 1, nothing stored."""
    written(tmp_path, "skills_en.csv", HEADER + "cut,off\n")
    refused = inside("lexicon", "import", "skills_en.csv", "--kind", "esco", "--version", "1.2.0", **network.variables)
    assert (refused.code, refused.out) == (1, "")
    assert "skills_en.csv:2: 2 columns" in refused.err
    assert "Nothing was imported" in inside("lexicon", "list", **network.variables).err
