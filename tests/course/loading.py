"""Hidden graders of the course as modules; they belong to no package."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from autograder.checks import load_helper
from autograder.course import course_folder


@cache
def load_grader(name: str) -> ModuleType:
    """The hidden grader of an assignment, by its whole name."""
    path = course_folder().files(name).grader
    spec = spec_from_file_location(f"{name}_grader", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@cache
def load_part(name: str, part: str) -> ModuleType:
    """The module ``grader_<part>.py`` beside the hidden grader of an assignment."""
    return load_helper(str(course_folder().files(name).grader), part)
