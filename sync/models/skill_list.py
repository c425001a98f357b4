"""A list of skills that the operator imported, as it is stored."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sync.models.document import Document, Id, Moment

ListKind = Literal["esco", "onet"]


class SkillListAbout(BaseModel):
    """What a stored list is, without its content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    kind: ListKind
    version: str
    """Of the classification, as its publisher counts."""
    language: str
    """BCP 47 primary tag."""
    file: str
    attribution: str
    """What whoever shows these terms must say."""
    skills: int
    names: int
    """Of the skills, all spellings counted."""
    sha256: str
    """Of the content."""
    imported_at: Moment
    imported_by: str


class SkillList(Document):
    """One list; its content is one value, so that it is there whole or not at all."""

    id: Id = Field(alias="_id")
    """Kind, file and language: ``esco-skills-en``. A newer release takes its place."""
    kind: ListKind
    version: str
    language: str
    file: str
    attribution: str
    skills: int
    names: int
    sha256: str
    imported_at: Moment
    imported_by: str
    content: bytes
    """As :func:`extractors.skilling.imported.pack` makes it."""

    def about(self) -> SkillListAbout:
        """Return everything but the content."""
        return SkillListAbout.model_validate(self.model_dump(exclude={"content", "schema_version"}))
