"""Code cells as Python, within bounds: they are read by the trusted process."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

#: Characters; what is longer was not written by hand, and would take much memory.
LONGEST_PARSED = 50_000
_MAGIC = re.compile(r"^([ \t]*)[%!](?:.*\\\n)*.*$", re.M)
_ASSIGNED_MAGIC = re.compile(r"=[ \t]*[!%](?=[\w!.]).*$", re.M)

_CHANGING = {"append", "extend", "insert", "update", "setdefault", "pop", "remove", "clear", "sort", "reverse"}


def parsed(source: str) -> ast.Module | None:
    """A cell as Python, or None for what is none, or too long."""
    if len(source) > LONGEST_PARSED:
        return None
    try:
        with warnings.catch_warnings():  # of odd escapes and the like, in code that is not ours
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def parsed_cell(source: str) -> ast.Module | None:
    """A cell of a notebook as Python in which magics and shell lines do nothing; None as for :func:`parsed`."""
    if len(source) > LONGEST_PARSED:
        return None
    plain = _MAGIC.sub(r"\1pass", source)
    return parsed(plain) or parsed(_ASSIGNED_MAGIC.sub("= ...", plain))


def names_bound(tree: ast.AST) -> Iterator[str]:
    """The names that code binds where it stands, in order, also inside ``if``, ``try`` and the like."""
    waiting = [tree]  # not by recursion: a stranger's code may be nested deeply
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case ast.AugAssign(target=ast.Name()):  # it was there before
                waiting.append(node.value)
                continue
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in imported)
            case ast.Name(id=name, ctx=ast.Store()) | ast.ExceptHandler(name=str(name)):
                yield name
        waiting += reversed(list(ast.iter_child_nodes(node)))


def names_changed(tree: ast.AST) -> Iterator[str]:
    """The names of what code changes in place: ``x += ...``, ``x["a"] = ...``, ``del x[0]``, ``x.append(...)``."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                continue
            case ast.AugAssign(target=ast.Name(id=name)):
                yield name
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _CHANGING:
                yield name
        waiting += ast.iter_child_nodes(node)
