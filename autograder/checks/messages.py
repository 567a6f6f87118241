"""What students read when a check fails: words in ``messages.toml``, found by check and mistake.

::

    ["2.1.1"]                      a check, or a fact that several checks state
    passed = "…"                   what a student who passes reads
    expected = "…"                 for each of its mistakes that does not say otherwise
    why = "…"

    ["2.1.1".include_top]          one mistake
    observed = "{model} still has its 1,000 outputs."
    next_step = "…"

A grader's own file lies beside it; the file beside this module has the words of the facts that all graders can state.
What a grader's own file says about such a fact, or about one mistake, stands in place of the shared words.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from autograder.checks.feedback import Feedback
from autograder.course.folder import MESSAGES
from autograder.course.toml_files import load_toml
from autograder.errors import CourseError

T = TypeVar("T")

PARTS = ("expected", "observed", "why", "next_step")


def _in_one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


def _with_plain_fields(text: str) -> str:
    """``{name}``, or ``{name:.0%}``, and nothing that looks into an object."""
    for _, name, layout, conversion in string.Formatter().parse(text):
        if name is not None and (not name.isidentifier() or conversion or "{" in (layout or "")):
            raise ValueError(f"{{{name}}} is no field; a field is a plain name in braces, such as {{count}}")
    return text


Sentence = Annotated[
    str, BeforeValidator(_in_one_line), StringConstraints(min_length=1), AfterValidator(_with_plain_fields)
]


class Words(BaseModel):
    """The four sentences of a message, as far as they are given here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expected: Sentence = ""
    observed: Sentence = ""
    why: Sentence = ""
    next_step: Sentence = ""


class MistakeWords(Words):
    """A mistake.

    Attributes:
        mistake: what reports call it, where that is not its key, with fields as in sentences; ``""`` for no name at
            all.
    """

    mistake: Annotated[str, AfterValidator(_with_plain_fields)] | None = None


class Group(Words):
    """A check or a fact; every other key is a mistake.

    Attributes:
        passed: what a student who passes reads.
        remark: what a student reads of what was measured, passed or not.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, MistakeWords]

    passed: Sentence = ""
    remark: Sentence = ""

    @property
    def mistakes(self) -> Mapping[str, MistakeWords]:
        """By their keys."""
        return self.__pydantic_extra__ or {}


class MessageFile(BaseModel):
    """All groups of a file, by the numbers of checks and the names of facts."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Group]

    @property
    def groups(self) -> Mapping[str, Group]:
        """By their keys."""
        return self.__pydantic_extra__ or {}


@dataclass(frozen=True)
class Template:
    """A message whose fields are not filled in.

    Attributes:
        mistake: what reports call it.
        parts: the four sentences by name; one that nobody wrote is missing.
    """

    mistake: str
    parts: Mapping[str, str]

    @property
    def fields(self) -> frozenset[str]:
        """The names of its fields."""
        return frozenset(name for text in (self.mistake, *self.parts.values()) for name in fields_of(text))

    def filled(self, values: Mapping[str, object]) -> Feedback:
        """What a student reads.

        Raises:
            KeyError, ValueError: a field has no value, or one that cannot be shown as the field wants it.
        """
        parts = {name: text.format(**values) for name, text in self.parts.items()}
        return Feedback(**parts, mistake=self.mistake.format(**values))


@dataclass(frozen=True)
class Messages:
    """The words of one grader.

    Attributes:
        path: its own file.
        own: what that file says.
        shared: what all graders can say.
    """

    path: Path
    own: Mapping[str, Group] = field(default_factory=dict)
    shared: Mapping[str, Group] = field(default_factory=dict)

    def template(self, check: str, fact: str, mistake: str) -> Template | None:
        """The message of a mistake, from what is most particular to what is most general; None where there is none.

        Args:
            check: number of the check that runs, or "".
            fact: name of the fact that it states, or "".
            mistake: the key.
        """
        of_check, of_fact = list(self._groups(check)), list(self._groups(fact))
        found = [group.mistakes[mistake] for group in (*of_check, *of_fact) if mistake in group.mistakes]
        if not found:
            return None
        is_of_fact = any(mistake in group.mistakes for group in of_fact)  # else it is the check's own
        sources: list[Words] = [*found, *(of_fact + of_check if is_of_fact else of_check + of_fact)]
        told = {part: next((text for one in sources if (text := getattr(one, part))), "") for part in PARTS}
        name = next((one.mistake for one in found if one.mistake is not None), mistake)
        return Template(name, {part: text for part, text in told.items() if text})

    def feedback(self, check: str, fact: str, mistake: str, values: Mapping[str, object]) -> Feedback:
        """What a student who made the mistake reads.

        Raises:
            CourseError: there are no words for it, or they have a field without a value.
        """
        template = self.template(check, fact, mistake)
        key = f'["{fact or check}"."{mistake}"]'
        if template is None or len(template.parts) < len(PARTS):
            missing = [part for part in PARTS if template is None or part not in template.parts]
            raise CourseError(f"{self.path} has no {', '.join(missing)} for {key}.", "Write what students should read.")
        return self._filled(key, lambda: template.filled(values))

    def remark(self, check: str, fact: str, values: Mapping[str, object]) -> str:
        """What a student reads of what was measured.

        Raises:
            CourseError: there are no words for it, or they have a field without a value.
        """
        text = next((group.remark for group in (*self._groups(check), *self._groups(fact)) if group.remark), "")
        if not text:
            raise CourseError(f'{self.path} has no remark for ["{fact or check}"].', "Write what students should read.")
        return self._filled(f'["{fact or check}"] remark', lambda: text.format(**values))

    def passed(self, check: str) -> str:
        """What a student who passes a check reads; "" for nothing."""
        return self.own[check].passed if check in self.own else ""

    def _groups(self, name: str) -> Iterator[Group]:
        """Those of a check or a fact, the grader's own first."""
        return (groups[name] for groups in (self.own, self.shared) if name in groups)

    def _filled(self, key: str, fill: Callable[[], T]) -> T:
        try:
            return fill()
        except (KeyError, ValueError, TypeError) as problem:
            raise CourseError(
                f"The words of {key} in {self.path} do not fit what the check found: {problem}.",
                "Use only fields that the check gives, and numbers where numbers are.",
            ) from problem


def fields_of(text: str) -> Iterator[str]:
    """The names of the fields in a sentence."""
    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@cache
def messages_beside(module: Path) -> Messages:
    """The words of a grader, or of a module of its own beside it; only the shared ones where it has none.

    Raises:
        CourseError: a file is not what it should be; the message names key and line.
    """
    own, shared = module.with_name(MESSAGES), Path(__file__).with_name(MESSAGES)
    return Messages(own, _groups_in(own) if own.is_file() else {}, _groups_in(shared))


@cache
def _groups_in(path: Path) -> Mapping[str, Group]:
    return load_toml(path, MessageFile).groups
