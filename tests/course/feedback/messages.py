"""Find every message that a student can see, by reading the code that says it.

Values that are only known when a message is made, such as a measured accuracy, are shown as ``7``.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder.checks.messages import PARTS, fields_of, messages_beside
from autograder.course.concept_questions import load_questions
from tests.course.feedback.words_used import Said, said_by, said_by_facts

VALUE = "7"
_MOST = 24  # readings of one message; ifs within ifs would give thousands


class Kind(Enum):
    """What a message is for, and so what it has to hold."""

    FEEDBACK = "feedback of a hidden check"
    PUBLIC = "message of a check in the notebook"
    HINT = "hint"
    EXPLANATION = "explanation of a choice"
    PRAISE = "what is said about a check that passes"
    REFUSAL = "why something cannot be read, rebuilt or run"
    NOTE = "a note, which costs nothing"
    PART = "what is odd about a model; a next step is put behind it"
    TEXT = "a sentence that becomes a part of a message"


@dataclass(frozen=True)
class Message:
    """One message, as a student may read it.

    Attributes:
        kind: what it is for.
        where: file and line.
        assignments: short names of those whose students may read it; empty for all.
        text: all of it.
        step: its next step, where that is a part of its own; None where it is not known from the code alone.
    """

    kind: Kind
    where: str
    assignments: tuple[str, ...]
    text: str
    step: str | None = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def all_messages(root: Path) -> list[Message]:
    """Every message, of all assignments and of what they share."""
    found = [
        *_of_words(root),
        *_of_graders(root),
        *_of_helpers(root),
        *_of_public_checks(root),
        *_of_lab(root),
        *_of_hints(root),
        *_of_questions(root),
        *_of_engine(root),
    ]
    return list(dict.fromkeys(found))


def _of_graders(root: Path) -> Iterator[Message]:
    for path in _graders(root):
        yield from _feedback_in(path, root, (_short(path),))


def _of_words(root: Path) -> Iterator[Message]:
    """What stands in ``messages.toml``, as checks and facts can say it."""
    yield from _said(said_by_facts(), "autograder/checks/messages.toml", ())
    for path in _graders(root):
        if path.name == "grader.py" and (words := messages_beside(path)).own:
            where = words.path.relative_to(root).as_posix()
            yield from _said(said_by(path), where, (_short(path),))
            for name, group in {**words.shared, **words.own}.items():
                for text in (group.passed, group.remark):
                    if text:
                        yield Message(Kind.PRAISE, f"{where}: {name}", (_short(path),), _shown(text))


def _said(said: list[Said], where: str, assignments: tuple[str, ...]) -> Iterator[Message]:
    for one in said:
        if one.template is not None:
            parts = [_shown(one.template.parts.get(part, "")) for part in PARTS]
            yield Message(Kind.FEEDBACK, f"{where}: {one}", assignments, " ".join(filter(None, parts)), parts[-1])


def _shown(text: str) -> str:
    return text.format(**dict.fromkeys(fields_of(text), int(VALUE)))


def _graders(root: Path) -> list[Path]:
    return sorted((root / "solutions").glob("*/grader*.py"))


def _short(path: Path) -> str:
    """The short name of the assignment to which a file belongs."""
    return path.parent.name.partition("_")[0]


def _of_helpers(root: Path) -> Iterator[Message]:
    for path in sorted((root / "autograder" / "checks").glob("*.py")):
        yield from _feedback_in(path, root, _users(_public_names(path), root))
    yield from _feedback_in(root / "autograder" / "engine" / "grader.py", root, ())


def _public_names(path: Path) -> list[str]:
    """What a module offers: its functions and classes."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    names = (node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return [name for name in names if not name.startswith("_")]


def _users(names: Collection[str], root: Path) -> tuple[str, ...]:
    """The assignments whose graders mention one of these functions, classes or tables."""
    whole = re.compile(rf"\b({'|'.join(map(re.escape, names)) or '$.'})\b")
    return tuple(sorted({_short(path) for path in _graders(root) if whole.search(path.read_text("utf-8"))}))


def _feedback_in(path: Path, root: Path, assignments: tuple[str, ...]) -> Iterator[Message]:
    where = path.relative_to(root).as_posix()
    reader = Reader(path)
    for call in reader.calls("require", "Feedback", "CheckFailed"):
        parts = dict(zip(PARTS, call.args, strict=False)) | {word.arg: word.value for word in call.keywords if word.arg}
        if not set(PARTS) <= parts.keys():
            continue
        for texts in itertools.islice(itertools.product(*(reader.readings(parts[name]) for name in PARTS)), _MOST):
            expected, observed, why, step = texts
            text = " ".join(part for part in (expected, observed, why, step) if part)
            yield Message(Kind.FEEDBACK, f"{where}:{call.lineno}", assignments, text, step)
    for call in reader.calls("points"):
        for word in call.keywords:
            if word.arg == "passed":
                for text in reader.readings(word.value):
                    yield Message(Kind.PRAISE, f"{where}:{call.lineno}", assignments, text or "")
    if "solutions" in path.parts:
        for line, text in reader.sentences(reader.tree):
            yield Message(Kind.TEXT, f"{where}:{line}", assignments, text)


def _of_public_checks(root: Path) -> Iterator[Message]:
    for path in sorted((root / "assignments" / "lab" / "checks").glob("*.py")):
        assignments = (path.stem,) if path.stem.startswith("hw") else ()
        yield from _raised_in(path, root, Kind.PUBLIC, assignments, {"expect": 1, "TryAgain": 0, "NotAnsweredYet": 0})


def _of_lab(root: Path) -> Iterator[Message]:
    """What ``lab`` says while students work: errors that it raises, and whole sentences that it prints."""
    for path in sorted((root / "assignments" / "lab").glob("*.py")):
        yield from _raised_in(path, root, Kind.PUBLIC, (), {"NotAnsweredYet": 0, "ValueError": 0})
        for message in _raised_in(path, root, Kind.NOTE, (), {"print": 0}):
            if message.text[-1:] in ".?!":
                yield message


def _of_engine(root: Path) -> Iterator[Message]:
    """What is said about files that cannot be read, calls that end badly, and models that cannot cross."""
    said = {"SubmissionError": Kind.REFUSAL, "Unsupported": Kind.REFUSAL, "_error": Kind.REFUSAL}
    said |= {"UnsafeModel": Kind.PART, "note": Kind.NOTE}
    for folder in ("engine", "submissions", "exchange/models"):
        for path in sorted((root / "autograder" / folder).glob("*.py")):
            for name, kind in said.items():
                yield from _raised_in(path, root, kind, (), {name: 0})


def _raised_in(
    path: Path, root: Path, kind: Kind, assignments: tuple[str, ...], places: dict[str, int]
) -> Iterator[Message]:
    """Messages given to functions and exceptions: the text at a known place, and the next step behind it, if any."""
    where = path.relative_to(root).as_posix()
    reader = Reader(path)
    for call in reader.calls(*places):
        given = call.args[places[reader.name(call)] :]
        for texts in itertools.islice(itertools.product(*map(reader.readings, given)), _MOST):
            known = [text for text in texts if text]
            if known:
                step = texts[-1] if len(texts) > 1 else None if known[-1].endswith(f". {VALUE}") else ""
                yield Message(kind, f"{where}:{call.lineno}", assignments, " ".join(known), step)


def _of_hints(root: Path) -> Iterator[Message]:
    for path in sorted((root / "assignments" / "lab" / "hint_texts").glob("*.json")):
        for task, hints in json.loads(path.read_text(encoding="utf-8")).items():
            for number, text in enumerate(hints, start=1):
                where = f"{path.relative_to(root).as_posix()}: {task}, hint {number}"
                yield Message(Kind.HINT, where, (path.stem,), text)


def _of_questions(root: Path) -> Iterator[Message]:
    for path in sorted((root / "solutions").glob("*/questions.toml")):
        for question in load_questions(path).question:
            for choice in question.choices:
                where = f"{path.relative_to(root).as_posix()}: {question.id} {choice.code}"
                yield Message(Kind.EXPLANATION, where, (_short(path),), " ".join(choice.explanation.split()))


class Reader:
    """The texts in one module."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Every call of a function or class of one of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and self.name(node) in names:
                yield node

    @staticmethod
    def name(call: ast.Call) -> str:
        """What is called, without what stands before the last dot."""
        match call.func:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return name
        return ""

    def readings(self, node: ast.expr) -> list[str | None]:
        """The texts that an expression may stand for; None where the code does not say it in one place."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return self._joined(values)
            case ast.FormattedValue(value=value):
                found = [text for text in self.readings(value) if text is not None]
                return list(found) if isinstance(value, ast.IfExp | ast.Name) and found else [VALUE]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([left, right])
            case ast.IfExp(body=body, orelse=other):
                return [*self.readings(body), *self.readings(other)]
            case ast.Name(id=name):
                return self._assigned(name, node) or [None]
        return [None]

    def _joined(self, nodes: list[ast.expr]) -> list[str | None]:
        choices = [self.readings(node) for node in nodes]
        product = itertools.islice(itertools.product(*choices), _MOST)
        return ["".join(VALUE if part is None else part for part in parts) for parts in product]

    def _assigned(self, name: str, node: ast.AST) -> list[str | None]:
        """What the function around assigns to a name, or else the module."""
        around = node
        while around in self._parents and not isinstance(around, ast.FunctionDef):
            around = self._parents[around]
        return self._assigned_in(around, name) or self._assigned_in(self.tree, name)

    def _assigned_in(self, around: ast.AST, name: str) -> list[str | None]:
        found: list[str | None] = []
        for statement in ast.walk(around):
            if not isinstance(statement, ast.Assign):
                continue
            for target in statement.targets:
                match target, statement.value:
                    case ast.Name(id=other), value if other == name:
                        found += self.readings(value)
                    case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
                        for one, value in zip(names, values, strict=True):
                            if isinstance(one, ast.Name) and one.id == name:
                                found += self.readings(value)
        return found

    def sentences(self, within: ast.AST) -> Iterator[tuple[int, str]]:
        """Whole sentences anywhere in a part of the module, without docstrings."""
        for node in ast.walk(within):
            if not isinstance(node, ast.Constant | ast.JoinedStr) or self._is_docstring(node):
                continue
            if isinstance(self._parents.get(node), ast.JoinedStr | ast.FormattedValue):
                continue
            for text in self.readings(node):
                if text and " " in text and text.rstrip()[-1:] in ".?!" and text[:1] in f"`{VALUE}" + text[:1].upper():
                    yield node.lineno, text

    def _is_docstring(self, node: ast.AST) -> bool:
        return isinstance(self._parents.get(node), ast.Expr)
