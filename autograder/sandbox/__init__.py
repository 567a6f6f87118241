"""Layers that keep a student's process in its own box.

The supervisor makes a :class:`Box` and a :class:`Plan`; the student's process calls :func:`enter` before it
runs anything of the student's; the supervisor watches it with a :class:`Watchdog` and ends it with
:func:`sweep`.
"""

from autograder.sandbox.box import Box, environment, remove_tree
from autograder.sandbox.cgroup import MemoryGroup, ProcessorGroup
from autograder.sandbox.courtesy import give_way
from autograder.sandbox.entering import die_with_parent, enter
from autograder.sandbox.files import closed_to
from autograder.sandbox.layers import Layer, SandboxError, available
from autograder.sandbox.marks import Mark
from autograder.sandbox.plan import Plan, make_plan
from autograder.sandbox.processes import Stray, become_subreaper, descendants, household, is_alive, kill, sweep
from autograder.sandbox.stillness import Stillness
from autograder.sandbox.walls import Walls, bound_memory
from autograder.sandbox.watchdog import (
    Excess,
    MemoryMeter,
    Resource,
    Usage,
    Watchdog,
    box_usage,
    memory_mb,
    remove_litter,
)

__all__ = [
    "Box",
    "Excess",
    "Layer",
    "Mark",
    "MemoryGroup",
    "MemoryMeter",
    "Plan",
    "ProcessorGroup",
    "Resource",
    "SandboxError",
    "Stillness",
    "Stray",
    "Usage",
    "Walls",
    "Watchdog",
    "available",
    "become_subreaper",
    "bound_memory",
    "box_usage",
    "closed_to",
    "descendants",
    "die_with_parent",
    "enter",
    "environment",
    "give_way",
    "household",
    "is_alive",
    "kill",
    "make_plan",
    "memory_mb",
    "remove_litter",
    "remove_tree",
    "sweep",
]
