"""Which words of ``messages.toml`` a check can say: told from the code of graders and of the facts that they state.

A mistake that the code does not name in so many words (it may be looked up in a table) stands for all of its group.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import autograder.checks
from autograder.checks.messages import Messages, Template, messages_beside

LIBRARY = Path(autograder.checks.__file__).parent
JUDGED = frozenset({"function", "call", "answer", "right", "difference", "wrong", "count"})
TIMED = frozenset({"function", "took", "count"})
_TITLE = re.compile(r"\d+\.\d+\.\d+ ")
_SPEAKERS = frozenset({"require", "fail", "noted", "judge_function"})


@dataclass(frozen=True)
class Failing:
    """A place where a check can fail.

    Attributes:
        mistake: its key; None where the code does not say it.
        fields: what the words can name; None where the code does not say it.
        fact: that states it, if it is another than the one whose code this is.
        line: where it is.
    """

    mistake: str | None
    fields: frozenset[str] | None
    fact: str = ""
    line: int = 0


@dataclass
class Function:
    """What a function can say, and what it calls.

    Attributes:
        check: its number, if it is one.
        fact: its name, if it is one.
    """

    check: str = ""
    fact: str = ""
    failings: list[Failing] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Said:
    """What a student of one assignment may read.

    Attributes:
        check: number, or "" for a fact by itself.
        template: None where there are no words.
    """

    check: str
    fact: str
    mistake: str
    fields: frozenset[str] | None
    template: Template | None
    line: int

    def __str__(self) -> str:
        return f"{self.check or 'any check'}, {self.fact or 'itself'}, {self.mistake!r} (line {self.line})"


def said_by(grader: Path) -> list[Said]:
    """All that the checks of a grader can say."""
    functions: dict[str, Function] = {}
    for path in (grader, *sorted(grader.parent.glob(f"{grader.stem}_*.py"))):
        functions |= _functions(path)
    messages = messages_beside(grader)
    known = {**library(), **functions}
    return [
        said
        for function in functions.values()
        if function.check
        for said in _reached(function, function.check, known, messages)
    ]


def said_by_facts() -> list[Said]:
    """All that the shared facts can say by themselves."""
    messages = messages_beside(LIBRARY / "messages.py")
    facts = (function for function in library().values() if function.fact)
    return [said for function in facts for said in _reached(function, "", library(), messages)]


@cache
def library() -> Mapping[str, Function]:
    """Functions of the shared vocabulary by their names, and methods with a dot in front."""
    found: dict[str, Function] = {}
    for path in sorted(LIBRARY.glob("*.py")):
        found |= _functions(path)
    return {name: function for name, function in found.items() if name not in _SPEAKERS - {"judge_function"}}


def _reached(start: Function, check: str, known: Mapping[str, Function], messages: Messages) -> Iterator[Said]:
    waiting, seen = [(start, start.fact)], set()
    while waiting:
        function, fact = waiting.pop()
        if (id(function), fact) in seen:
            continue
        seen.add((id(function), fact))
        for failing in function.failings:
            yield from _words(failing, check, failing.fact or fact, messages)
        waiting += [(known[name], known[name].fact or fact) for name in function.calls if name in known]


def _words(failing: Failing, check: str, fact: str, messages: Messages) -> Iterator[Said]:
    if failing.mistake is not None:
        names = {failing.mistake}
    else:
        groups = [*((messages.own, fact), (messages.shared, fact)), *(() if fact else ((messages.own, check),))]
        names = {name for group, key in groups if key in group for name in group[key].mistakes}
    for name in sorted(names):
        template = messages.template(check, fact, name)
        yield Said(check, fact, name, failing.fields, template, failing.line)


def _functions(path: Path) -> dict[str, Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tables = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    bodies = [("", tree), *((".", node) for node in tree.body if isinstance(node, ast.ClassDef))]
    made = {name: check for name, call in tables.items() if (check := _made(call))}
    return made | {
        f"{dot}{node.name}": _function(node, tables)
        for dot, body in bodies
        for node in body.body
        if isinstance(node, ast.FunctionDef)
    }


def _made(node: ast.expr) -> Function | None:
    """A check that a function of the grader's own makes, of which it is given the title."""
    match node:
        case ast.Call(func=ast.Name(id=maker), args=given):
            texts = (text.value for text in given if isinstance(text, ast.Constant) and isinstance(text.value, str))
            title = next((text for text in texts if _TITLE.match(text)), "")
            return Function(title.partition(" ")[0], calls={maker}) if title else None
    return None


def _function(node: ast.FunctionDef, tables: Mapping[str, ast.expr]) -> Function:
    found = Function()
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="points"), args=[_, ast.Constant(value=str(title)), *_]):
                found.check = title.partition(" ")[0]
            case ast.Name(id="fact"):
                found.fact = node.name.strip("_")
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Name(id="require"), args=[_, mistake, *_], keywords=given):
                found.failings += [Failing(name, _names(given), line=call.lineno) for name in _keys(mistake)]
            case ast.Call(func=ast.Name(id="fail"), args=[mistake, *_], keywords=given):
                found.failings += [Failing(name, _names(given), line=call.lineno) for name in _keys(mistake)]
            case ast.Call(func=ast.Name(id="judge_function"), keywords=given):
                found.failings += _judged(call, given, tables)
            case ast.Name(id=name):
                found.calls.add(name)
            case ast.Attribute(attr=name):
                found.calls.add(f".{name}")
    if node.name == "judge_function":
        found.failings.clear()  # who calls it says what it says
    return found


def _judged(call: ast.Call, given: list[ast.keyword], tables: Mapping[str, ast.expr]) -> Iterator[Failing]:
    words = {word.arg: word.value for word in given}
    otherwise = words.get("otherwise", ast.Constant("wrong answer"))
    rules = words.get("mistakes", ast.Dict([], []))
    rules = tables.get(rules.id, rules) if isinstance(rules, ast.Name) else rules
    assert isinstance(rules, ast.Dict), "wrong rules stand in a dictionary"
    for key in (otherwise, *rules.keys):
        assert isinstance(key, ast.Constant)
        yield Failing(str(key.value), JUDGED, "judge_function", call.lineno)
    if "seconds" in words:
        yield Failing("too slow", TIMED, "judge_function", call.lineno)


def _keys(node: ast.expr) -> list[str | None]:
    match node:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.IfExp(body=body, orelse=other):
            return [*_keys(body), *_keys(other)]
    return [None]


def _names(given: list[ast.keyword]) -> frozenset[str] | None:
    return None if any(word.arg is None for word in given) else frozenset(word.arg for word in given if word.arg)
