"""The lists of skills that the operator imported."""

from sync.models.skill_list import SkillList
from sync.store.repository import Repository, Transaction


class SkillLists(Repository[SkillList]):
    """A handful of documents of some megabytes each."""

    name = "skill_lists"
    model = SkillList

    def all(self) -> list[SkillList]:
        """Return every list, by id."""
        return self._find({}, sort=[("_id", 1)])

    def delete(self, list_id: str, tx: Transaction | None = None) -> None:
        """Remove one list."""
        self._delete({"_id": list_id}, tx)
