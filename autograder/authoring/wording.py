"""What notebooks, hints, questions and messages say where the pictures are photos.

The course's texts are written for its drawings. ``photos.toml`` of an assignment says, passage by passage, what they
say instead on photos; nouns, numbers and names in code come from the data set's description. On the drawings nothing
changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, StrictUndefined, TemplateError
from pydantic import BaseModel, ConfigDict, Field

from autograder.course import Assignment, course_folder
from autograder.course.toml_files import load_toml
from autograder.datasets.description import Facts
from autograder.datasets.measured_effects import MeasuredEffects, read_effects
from autograder.datasets.picture_profiles import Profile
from autograder.errors import CourseError

T = TypeVar("T")

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


class _Passage(BaseModel):
    """A passage of the assignment's files, and what it says on photos."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drawings: str = Field(min_length=1)
    photos: str


class _Wording(BaseModel):
    """``photos.toml``.

    Attributes:
        passage: replaced whole; line breaks and indentation of the original do not count.
        names: of code, replaced wherever they stand for themselves.
        words: replaced in running text, whether their first letter is small or large.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    passage: tuple[_Passage, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    words: dict[str, str] = Field(default_factory=dict)


@dataclass
class Wording:
    """Replacements for one assignment on one set of pictures; without any it leaves every text as it is.

    Attributes:
        replacements: pattern → what takes its place, and whether that takes over a large first letter.
        used: the patterns that were found so far.
    """

    replacements: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"({pattern})" for pattern in self.replacements))

    def text(self, text: str) -> str:
        """A text as it reads on these pictures; what takes a passage's place is not looked at again."""
        return self._pattern.sub(self._replaced, text) if self.replacements else text

    def _replaced(self, match: re.Match[str]) -> str:
        pattern, (new, follows) = list(self.replacements.items())[(match.lastindex or 1) - 1]
        self.used.add(pattern)
        return new[:1].upper() + new[1:] if follows and match[0][0].isupper() else new

    def texts(self, value: T) -> T:
        """The same with all texts in lists and dictionaries, keys aside."""
        changed: Any = value
        if isinstance(value, str):
            changed = self.text(value)
        elif isinstance(value, Mapping):
            changed = {key: self.texts(inner) for key, inner in value.items()}
        elif isinstance(value, list | tuple):
            changed = type(value)(map(self.texts, value))
        return changed  # type: ignore[no-any-return]

    def notebook(self, notebook: Any) -> None:
        """Change the sources of a notebook's cells."""
        for cell in notebook.cells:
            cell.source = self.text(cell.source)


AS_WRITTEN = Wording()


def wording_for(assignment: Assignment, profile: Profile) -> Wording:
    """How an assignment's texts read on some pictures.

    Raises:
        CourseError: ``photos.toml`` is damaged.
        AutograderError: what was measured on the photos is.
    """
    file = course_folder().files(assignment.name).on_photos
    if profile.data is None or not file.is_file():
        return AS_WRITTEN
    return read_wording(file, profile.facts, read_effects(profile.effects_file(assignment.name)))


def read_wording(file: Path, facts: Facts, effects: MeasuredEffects | None = None) -> Wording:
    """What a ``photos.toml`` says for some pictures.

    Args:
        file: the ``photos.toml``.
        facts: what is known of the pictures.
        effects: what a calibration on them has shown; by default nothing.

    Raises:
        CourseError: it is damaged.
    """
    written = load_toml(file, _Wording)
    fill = _filler(facts, MeasuredEffects() if effects is None else effects)
    replacements: dict[str, tuple[str, bool]] = {}
    try:
        for passage in written.passage:
            replacements[_spaced(passage.drawings)] = fill(passage.photos), False
        for name in sorted(written.names, key=len, reverse=True):
            start, end = (r"(?<!\w)" if name[0].isalnum() else ""), (r"(?!\w)" if name[-1].isalnum() else "")
            replacements[start + re.escape(name) + end] = fill(written.names[name]), False
        for word in sorted(written.words, key=len, reverse=True):
            first = f"[{word[0].lower()}{word[0].upper()}]"
            replacements[rf"\b{first}{_spaced(word)[len(re.escape(word[0])) :]}\b"] = fill(written.words[word]), True
    except TemplateError as problem:
        raise CourseError(f"{file} cannot be filled in: {problem}.", "Fix it and build again.") from problem
    return Wording(replacements)


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def _filler(facts: Facts, effects: MeasuredEffects) -> Callable[[str], str]:
    """Fills in what is known of the pictures."""
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    environment.filters["literal"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.filters["number"] = lambda value: _NUMBERS[value] if value < len(_NUMBERS) else str(value)
    said = facts.description
    known = {
        "title": said.title,
        "thing": said.thing,
        "things": said.things,
        "wanted": said.wanted,
        "others": said.others,
        "classes": said.classes,
        "n": len(said.classes),
        "base_knows": said.base_knows.value,
        "alpha": said.alpha,
        "effects": effects,
        "train": facts.train,
        "ladder": facts.ladder,
        "all_train": facts.train * len(said.classes),
        "all_validation": facts.validation * len(said.classes),
        "all_hidden": facts.hidden * len(said.classes),
        "listed": _listed([each.one for each in said.classes], "or"),
        "ladder_listed": _listed([str(count) for count in facts.ladder], "and"),
    }
    return lambda template: environment.from_string(template).render(known)


def _listed(parts: list[str], last: str) -> str:
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def toml_of(content: Mapping[str, Any]) -> str:
    """Tables of texts, numbers and tables, as TOML."""
    lines: list[str] = []
    _add_table(content, (), lines)
    return "\n".join(lines) + "\n"


def _add_table(table: Mapping[str, Any], place: tuple[str, ...], lines: list[str]) -> None:
    if place:
        lines.append(f"[{'.'.join(map(_quoted, place))}]")
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lines += [f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items() if key not in inner]
    for key, value in inner.items():
        _add_table(value, (*place, key), lines)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
