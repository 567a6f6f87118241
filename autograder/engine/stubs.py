"""Whether a function still does nothing, told from the code that would run and not from any cell's text."""

from __future__ import annotations

import dis
import functools
import types
from typing import Any

#: What ``...``, ``pass``, ``return``, ``return ...`` and ``name = ...`` compile to, in Python 3.10 and later.
_IDLE = {
    *("CACHE", "EXTENDED_ARG", "NOP", "RESUME"),
    *("COPY", "DUP_TOP", "LOAD_CONST", "POP_TOP", "STORE_FAST"),
    *("RETURN_CONST", "RETURN_VALUE"),
}
_IDLE_CONSTANTS = (None, ...)
_GENERATES = 0x20 | 0x80 | 0x100 | 0x200  # a generator or a coroutine: calling it gives an object that means something


def is_stub(target: Any) -> bool:
    """Whether calling ``target`` can do nothing but return ``...`` or None.

    Args:
        target: whatever the name is bound to: a function of a cell or of a module, a lambda, or a wrapper around one.
    """
    code = _code(target)
    if code is None or code.co_flags & _GENERATES:
        return False
    return all(_is_idle(step) for step in dis.get_instructions(code))


def _code(target: Any) -> types.CodeType | None:
    """The code that a call would run; None where there is none of Python's own."""
    for _ in range(8):
        match target:
            case types.FunctionType():
                return target.__code__
            case types.MethodType():
                target = target.__func__
            case functools.partial():
                target = target.func
            case functools._lru_cache_wrapper():
                target = target.__wrapped__
            case _:
                return None
    return None


def _is_idle(step: dis.Instruction) -> bool:
    if step.opname not in _IDLE:
        return False
    constant = step.opname in ("LOAD_CONST", "RETURN_CONST")
    return not constant or any(step.argval is idle for idle in _IDLE_CONSTANTS)
