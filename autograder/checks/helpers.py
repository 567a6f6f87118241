"""Modules that a hidden grader has beside it; they travel with it and are as secret as it is."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def load_helper(grader: str, name: str) -> ModuleType:
    """Import ``grader_<name>.py`` for ``grader.py``.

    A plain import would not do: a grader belongs to no package.

    Args:
        grader: the grader's ``__file__``.
        name: what follows the grader's own name.

    Raises:
        ImportError: there is no such module, or it cannot be imported.
    """
    own = Path(grader)
    path = own.with_name(f"{own.stem}_{name}.py")
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ImportError(f"There is no {path.name} beside {own.name}.")
    module = module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module
