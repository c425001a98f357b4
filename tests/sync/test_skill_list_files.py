"""The official files of ESCO and O*NET, made up here in their shape."""

from pathlib import Path

import pytest

from sync.errors import Invalid
from sync.skill_list_files import read_file

HEADER = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status\n"
COLLECTION = "conceptType,conceptUri,preferredLabel,status,altLabels\n"
GLAZE = (
    "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/g,skill,occupation,glaze ceramics,"
    '"apply glaze\nglazing",,released\n'
)
KILN = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/k,knowledge,occupation,kiln types,,,released\n"
GONE = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/o,knowledge,occupation,old kilns,,,obsolete\n"
TECHNOLOGIES = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_esco_labels_other_labels_and_addresses_are_read(tmp_path: Path) -> None:
    """Other labels stand one a line in their cell; obsolete concepts are left out."""
    path = written(tmp_path, "skills_en.csv", "\ufeff" + HEADER + GLAZE + KILN + GONE)
    file = read_file(path, "esco", "1.2.0")
    assert (file.name, file.version, file.language) == ("skills", "1.2.0", "en")
    assert [(one.label, one.others, one.uri) for one in file.entries] == [
        ("glaze ceramics", ("apply glaze", "glazing"), "http://data.europa.eu/esco/skill/g"),
        ("kiln types", (), "http://data.europa.eu/esco/skill/k"),
    ]


def test_the_other_labels_of_a_collection_stand_between_bars(tmp_path: Path) -> None:
    """The collections of ESCO's download write them so, under the same columns."""
    row = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/g,glaze ceramics,released,apply glaze | glazing\n"
    path = written(tmp_path, "digitalSkillsCollection_en.csv", COLLECTION + row)
    assert [one.others for one in read_file(path, "esco", "1.2.0").entries] == [("apply glaze", "glazing")]


def test_onet_technologies_are_read_once_each(tmp_path: Path) -> None:
    """A technology stands there for every occupation that uses it."""
    rows = '15-1252.00\tPython\t1\tA\tY\tN\n15-1299.00\tpython\t1\tA\tY\tN\n15-1252.00\tKilnwatch "Pro"\t1\tA\tN\tN\n'
    file = read_file(written(tmp_path, "Technology Skills.txt", TECHNOLOGIES + rows), "onet", "29.0")
    assert (file.name, [one.label for one in file.entries]) == ("technology-skills", ["Python", 'Kilnwatch "Pro"'])


@pytest.mark.parametrize(
    ("folder", "name", "version"),
    [
        ("ESCO dataset - v1.2.0 - classification - en - csv", "skills_en.csv", "1.2.0"),
        (".", "skills_v1.1.1_de.csv", "1.1.1"),
        ("esco_1_2_0", "skills_fr.csv", "1.2.0"),
    ],
)
def test_the_release_is_read_from_a_name(tmp_path: Path, folder: str, name: str, version: str) -> None:
    """The publishers' own names of files and folders say it."""
    (tmp_path / folder).mkdir(exist_ok=True)
    assert read_file(written(tmp_path / folder, name, HEADER + KILN), "esco", None).version == version


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no skill"),
        (HEADER, "holds no skill"),
        ("a,b\n1,2\n", ":1: the column conceptType, conceptUri, preferredLabel, altLabels is missing"),
        (HEADER + KILN + "KnowledgeSkillCompetence,x\n", ":3: 2 columns, the first line has 8"),
        (HEADER + GLAZE + KILN.replace("kiln types", " "), ":4: preferredLabel is empty"),
        (HEADER + KILN.replace("KnowledgeSkillCompetence", "Occupation"), ":2: conceptType is 'Occupation'"),
        (HEADER + KILN.replace("http://data.europa.eu", "https://a.example"), ":2: conceptUri is"),
        (HEADER.encode() + b"\xff", ":2: not UTF-8 (byte 1)"),
        (HEADER + "\x00", ":2: a zero byte"),
        (HEADER + '"open,', "unexpected end of data"),
    ],
)
def test_a_bad_file_says_its_line_and_what_to_do(tmp_path: Path, content: str | bytes, said: str) -> None:
    """Lines count as an editor counts them, those inside cells as well."""
    with pytest.raises(Invalid) as refused:
        read_file(written(tmp_path, "skills_en.csv", content), "esco", "1.2.0")
    assert said in str(refused.value)
    assert "esco.ec.europa.eu" in str(refused.value) or "download it anew" in str(refused.value)


def test_onet_wants_one_of_its_two_files(tmp_path: Path) -> None:
    """The message names the columns it looked for."""
    path = written(tmp_path, "Occupations.txt", "O*NET-SOC Code\tTitle\n1\tx\n")
    with pytest.raises(Invalid, match="Example or Element Name is missing"):
        read_file(path, "onet", "29.0")


def test_an_unknown_release_is_asked_for(tmp_path: Path) -> None:
    """The next command is in the message."""
    with pytest.raises(Invalid, match="--version"):
        read_file(written(tmp_path, "skills_en.csv", HEADER + KILN), "esco", None)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Invalid, match="There is no file"):
            read_file(path, "esco", "1.2.0")


@pytest.mark.parametrize("release", ["\x1b[31m", "1" * 41, "\n", " "])
def test_a_release_is_a_short_word(tmp_path: Path, release: str) -> None:
    """What is printed and stored as a release looks like one."""
    path = written(tmp_path, "skills_en.csv", HEADER + GLAZE)
    with pytest.raises(Invalid, match=r"--version 1\.2\.0"):
        read_file(path, "esco", release)


def test_a_folder_or_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    """The next step is to download the file."""
    for path in (tmp_path, tmp_path / "skills_en.csv"):
        with pytest.raises(Invalid, match=r"There is no file .* Give skills_<language>\.csv from https"):
            read_file(path, "esco", "1.2.0")


def test_a_file_that_must_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback for a file of somebody else's."""
    path = written(tmp_path, "skills_en.csv", HEADER + GLAZE)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(Invalid, match="Permission denied"):
        read_file(path, "esco", "1.2.0")
