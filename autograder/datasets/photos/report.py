"""What an import found, for people and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from autograder.datasets.photos.reading import Remark, Unusable

#: Files that are named for each finding; the count is always whole.
NAMED = 20


class Clash(Enum):
    """What photos have to do with each other; the value tells people."""

    DUPLICATE = "near-duplicates of another photo; they stay in one set"
    CONFLICT = "in more than one class; left out, because one of the labels is wrong"


Kind = Remark | Unusable | Clash


@dataclass(frozen=True)
class ClassCount:
    """Photos of one class.

    Attributes:
        name: of the class.
        found: files that look like photos.
        usable: of these, pictures that can be used.
        train: in the training set.
        validation: in the validation set.
        hidden: in the hidden set.
        pool: never handed out, the hidden set among them.
    """

    name: str
    found: int
    usable: int
    train: int = 0
    validation: int = 0
    hidden: int = 0
    pool: int = 0


@dataclass
class ImportReport:
    """All that is worth knowing about an import.

    Attributes:
        name: of the data set.
        classes: counts, in label order.
        findings: kind → files, relative to the folder, each with a detail.
        hidden_files: passed over because they are hidden.
        other_files: passed over because they are no pictures.
        notes: sentences about the whole.
    """

    name: str
    classes: list[ClassCount] = field(default_factory=list)
    findings: dict[Kind, list[str]] = field(default_factory=dict)
    hidden_files: int = 0
    other_files: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, kind: Kind, file: str, detail: str = "") -> None:
        """One more file."""
        self.findings.setdefault(kind, []).append(f"{file} ({detail})" if detail else file)

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "name": self.name,
            "classes": [asdict(count) for count in self.classes],
            "findings": [
                {"kind": kind.name.lower(), "meaning": kind.value, "count": len(files), "files": files[:NAMED]}
                for kind, files in self.findings.items()
            ],
            "hidden_files": self.hidden_files,
            "other_files": self.other_files,
            "notes": self.notes,
        }
