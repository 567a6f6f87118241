"""Code for an older TensorFlow or Keras: how to tell that an error comes from it, and what to say of that.

Books, courses and answers on the web are full of it, so that much of what students take over has names that have moved
or gone since.
"""

from __future__ import annotations

import re
import sys
import traceback
from types import ModuleType

_LIBRARIES = ("tensorflow", "keras")
_UNKNOWN_ARGUMENT = re.compile(r"not recognized|Unrecognized keyword|unexpected keyword argument", re.IGNORECASE)


def told_of_older_versions(problem: BaseException) -> str:
    """What there is to say of an error over a name that the libraries do not have, or nothing."""
    match problem:
        case ImportError():
            unknown = _is_theirs(problem.name or "")
        case AttributeError():
            unknown = "has no attribute" in str(problem) and _is_theirs(_home(problem.obj))
        case ValueError() | TypeError():
            unknown = bool(_UNKNOWN_ARGUMENT.search(str(problem))) and is_raised_by_libraries(problem)
        case _:
            unknown = False
    if not unknown:
        return ""
    if re.search(r"\blr\b", str(problem)):
        return " It is called `learning_rate` in Keras 3."
    return (
        f" This name is not part of {_versions()}. Code that was written for an older version has names that have "
        "moved or gone since: look it up at https://keras.io/api."
    )


def _home(value: object) -> str:
    """The module that something is, or that its class comes from."""
    name = value.__name__ if isinstance(value, ModuleType) else type(value).__module__
    return name if isinstance(name, str) else ""


def _is_theirs(module: str) -> bool:
    return module.partition(".")[0] in _LIBRARIES


def is_raised_by_libraries(problem: BaseException) -> bool:
    """Whether the error came out of TensorFlow or Keras, and not out of a line of the student's own."""
    frames = traceback.extract_tb(problem.__traceback__)
    inner = frames[-1].filename if frames else ""
    return any(f"/{name}/" in inner for name in _LIBRARIES)


def _versions() -> str:
    names = {"TensorFlow": "tensorflow", "Keras": "keras"}
    found = {title: getattr(sys.modules.get(name), "__version__", "") for title, name in names.items()}
    return " or ".join(f"{title} {'.'.join(str(version).split('.')[:2])}".strip() for title, version in found.items())
