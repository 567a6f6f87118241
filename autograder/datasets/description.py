"""What is said about pictures: ``dataset.toml``, written by an import and edited by the instructor."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from autograder.course.toml_files import Misplaced, load_toml
from autograder.errors import AutograderError, CourseError

NAME = "dataset.toml"
#: Longer names do not fit into tables and plots.
LONGEST_NAME = 60
#: Of published pictures.
PUBLISHED = (
    "{title}: these photos are published. Students can find the hidden ones with their labels, and train on them."
)
#: Widths of MobileNetV2, as its ``alpha`` takes them, of which Keras has weights for pictures of 96 × 96 pixels. It
#: accepts 1.3 and 1.4, too, but those weights are published for 224 × 224 pixels only.
WIDTHS = (0.35, 0.5, 0.75, 1.0)
_NOT_IN_CODE = re.compile(r"""["\\{}`<>\x00-\x1f\x7f]""")
_LONGEST_NOUN = LONGEST_NAME + 20
_Word = Field(min_length=1, max_length=_LONGEST_NOUN)


class BaseKnows(str, Enum):
    """Whether the pictures that the base was trained on showed these classes, too."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


class PictureClass(BaseModel):
    """A class, and the words for what its pictures show.

    Attributes:
        name: the label, as it is stored with the pictures.
        one: the noun for one of them, in lower case unless it is a name.
        many: its plural.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    one: str = _Word
    many: str = _Word

    @property
    def a(self) -> str:
        """One of them with its article: "a cat", "an owl"."""
        return f"{'an' if self.one[0].lower() in 'aeiou' else 'a'} {self.one}"

    @property
    def identifier(self) -> str:
        """The noun as a part of names in code: ``cat`` in ``is_cat``; ``target`` where it has no ASCII letters."""
        return _identifier(self.one) or "target"

    @property
    def identifiers(self) -> str:
        """The plural as a part of names in code: ``cats`` in ``cats_train``."""
        plural = _identifier(self.many) or "targets"
        return plural if plural != self.identifier else f"all_{plural}"


class Description(BaseModel):
    """What is said about a set of pictures.

    Attributes:
        title: what people call it.
        thing: the noun for what all pictures show, whatever their class, in the singular.
        things: its plural.
        positive: name of the class that a yes-or-no question asks for.
        base_knows: whether the base was trained on such pictures.
        published: whether anybody can find these pictures, the hidden ones included.
        licence: of the pictures.
        source: where they come from.
        alpha: width of the base, one of :data:`WIDTHS`.
        classes: in label order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = _Word
    thing: str = Field("thing", min_length=1, max_length=_LONGEST_NOUN)
    things: str = Field("things", min_length=1, max_length=_LONGEST_NOUN)
    positive: str
    base_knows: BaseKnows = BaseKnows.UNKNOWN
    published: bool = False
    licence: str = ""
    source: str = ""
    alpha: float = 1.0
    classes: tuple[PictureClass, ...] = Field(alias="class", min_length=2)

    @model_validator(mode="after")
    def _known(self) -> Description:
        if self.positive not in self.names:
            raise Misplaced(f"there is no class {self.positive!r}; there are {', '.join(self.names)}", "positive")
        if len(set(self.names)) < len(self.names):
            raise Misplaced("two classes have the same name", "class")
        if self.alpha not in WIDTHS:
            raise Misplaced(_no_such_width(self.alpha), "alpha")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The labels, in their order."""
        return tuple(each.name for each in self.classes)

    @property
    def wanted(self) -> PictureClass:
        """The positive class."""
        return next(each for each in self.classes if each.name == self.positive)

    @property
    def others(self) -> tuple[PictureClass, ...]:
        """All classes but the positive one."""
        return tuple(each for each in self.classes if each.name != self.positive)

    @model_validator(mode="after")
    def _fit_for_code(self) -> Description:
        for noun in (self.thing, self.things, *(noun for each in self.classes for noun in (each.one, each.many))):
            if _NOT_IN_CODE.search(noun):
                raise Misplaced(
                    f'the noun {noun!r} holds a sign that code does not allow: one of " \\ {{ }} ` < >', "class"
                )
        return self

    @property
    def warning(self) -> str:
        """What an instructor should know before the hidden pictures decide on points; empty if nothing."""
        return PUBLISHED.format(title=self.title) if self.published else ""

    def for_lab(self, ladder: Sequence[int]) -> dict[str, Any]:
        """What students' ``lab`` and the hidden checks have to know, for ``settings.json``.

        Args:
            ladder: see :attr:`Facts.ladder`.
        """
        return {
            "title": self.title,
            "classes": list(self.names),
            "positive": self.positive,
            "spotter": f"is_{self.wanted.identifier}",
            "one": self.wanted.one,
            "many": self.wanted.many,
            "ladder": list(ladder),
            "licence": self.licence,
            "source": self.source,
        }


@dataclass(frozen=True)
class Facts:
    """What is known of a set of pictures.

    Attributes:
        description: what is said about it.
        train: training pictures of each class.
        validation: validation pictures of each class.
        hidden: hidden pictures of each class.
    """

    description: Description
    train: int
    validation: int
    hidden: int

    @property
    def ladder(self) -> tuple[int, int, int, int]:
        """Four sizes of training sets per class, each about twice the one before it; the last one is all there is."""
        return max(1, self.train // 8), max(2, self.train // 4), max(3, self.train // 2), self.train


def describe(
    title: str,
    names: Sequence[str],
    *,
    source: str = "",
    licence: str = "",
    published: bool = False,
    base_knows: BaseKnows = BaseKnows.UNKNOWN,
    thing: tuple[str, str] = ("thing", "things"),
    positive: str | None = None,
) -> Description:
    """A first description, to be edited: nouns are guessed from the classes' names.

    Args:
        title: what people call the pictures.
        names: of the classes, in label order.
        source: where the pictures come from.
        licence: of the pictures.
        published: whether anybody can find them.
        base_knows: whether the base was trained on such pictures.
        thing: the noun for whatever they show, and its plural.
        positive: the class that a yes-or-no question asks for; by default the first.
    """
    return Description.model_validate(
        {
            "title": title,
            "thing": thing[0],
            "things": thing[1],
            "positive": positive if positive is not None else names[0],
            "base_knows": base_knows,
            "published": published,
            "licence": licence,
            "source": source,
            "class": [{"name": name, "one": one, "many": many} for name in names for one, many in [_nouns(name)]],
        }
    )


def require_width(alpha: float) -> None:
    """Insist on a width of the base that can be had.

    Raises:
        AutograderError: Keras has no such weights.
    """
    if alpha not in WIDTHS:
        raise AutograderError(
            f"The base cannot have that width: {_no_such_width(alpha)}.", f"Choose one of {_listed_widths()}."
        )


def _no_such_width(alpha: float) -> str:
    return (
        f"for pictures of 96 × 96 pixels Keras has weights of MobileNetV2 with alpha {_listed_widths()}, and none with "
        f"{alpha:g}"
    )


def _listed_widths() -> str:
    return f"{', '.join(map(str, WIDTHS[:-1]))} or {WIDTHS[-1]}"


def read_description(path: Path) -> Description:
    """Read a ``dataset.toml``.

    Raises:
        CourseError: it is missing or damaged; the message names key and line.
    """
    return load_toml(path, Description)


def require_labels(description: Description, names: Sequence[str], path: Path) -> Description:
    """Insist that a description is about the classes that the pictures have.

    Raises:
        CourseError: other names, or another order.
    """
    if description.names != tuple(names):
        raise CourseError(
            f"{path} describes the classes {', '.join(description.names)}, and the pictures have {', '.join(names)}.",
            "Restore the names and the order; what people read is in `one` and `many`.",
        )
    return description


def written(description: Description) -> str:
    """A description as the text of its file."""
    lines = [
        "# What notebooks, messages and reports say about these pictures. Edit it, and build the assignments again.",
        f"title = {_quoted(description.title)}",
        "",
        "# What every picture shows, whatever its class: one animal, many animals",
        f"thing = {_quoted(description.thing)}",
        f"things = {_quoted(description.things)}",
        "",
        "# The class that a notebook with a yes-or-no question asks for: is it in the picture or not?",
        f"positive = {_quoted(description.positive)}",
        "",
        '# Were these classes among those that the base was trained on: "all", "some", "none" or "unknown"?',
        f"base_knows = {_quoted(description.base_knows.value)}",
        "",
        "# Whether anybody can find these pictures, the hidden ones included",
        f"published = {'true' if description.published else 'false'}",
        f"licence = {_quoted(description.licence)}",
        f"source = {_quoted(description.source)}",
        "",
        f"# Width of the base, MobileNetV2: {_listed_widths()}. A narrower one is smaller and faster, and knows less.",
        f"alpha = {description.alpha}",
        "",
        "# The classes in label order. `name` is the label and has to stay; `one` and `many` are words for sentences.",
    ]
    for each in description.classes:
        lines += [
            "[[class]]",
            f"name = {_quoted(each.name)}",
            f"one = {_quoted(each.one)}",
            f"many = {_quoted(each.many)}",
            "",
        ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes what JSON does, and DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _nouns(name: str) -> tuple[str, str]:
    """Singular and plural, guessed from a class's name, in either number."""
    words = " ".join(_NOT_IN_CODE.sub("", name).replace("_", " ").split()) or "thing"
    if not words.isascii():
        return words, words
    if re.search(r"(?:[^aeiou]|qu)ies$", words):
        return words[:-3] + "y", words
    if re.search(r"(?:ss|sh|ch|x|z)es$", words):
        return words[:-2], words
    if words.endswith("s") and not re.search(r"(?:ss|us|is)$", words):
        return words[:-1], words
    if re.search(r"[^aeiou]y$", words):
        return words, words[:-1] + "ies"
    return words, words + ("es" if re.search(r"(?:s|sh|ch|x|z)$", words) else "s")


def _identifier(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", plain).strip("_").lower()
