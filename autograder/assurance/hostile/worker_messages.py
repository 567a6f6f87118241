"""What a process that tries attacks is told, and what it answers: JSON lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from autograder.assurance.hostile.attacks import Harm
from autograder.assurance.hostile.settings import Setting

#: In place of an attack: the solution, which has to get full marks and no remark.
HONEST = "honest"
READY = b"ready\n"


@dataclass(frozen=True)
class WorkerSetup:
    """What a worker needs to know.

    Attributes:
        setting: that it brings itself into.
        root: empty folder, this worker's alone.
        folder: where the attacks lie.
    """

    setting: Setting
    root: Path
    folder: Path


@dataclass(frozen=True)
class AttackResult:
    """What came of one attack.

    Attributes:
        attack: its name.
        harms: what it has achieved; nothing is what we want.
        stopped_by: names of what stopped it.
        score: points it got.
        seconds: it took.
        told: the notes and messages that came of it, cut.
        results: results.json, or nothing where there is none or it is very large.
        problem: why it could not be tried.
    """

    attack: str
    harms: tuple[Harm, ...] = ()
    stopped_by: tuple[str, ...] = ()
    score: float = 0.0
    seconds: float = 0.0
    told: str = ""
    results: str = ""
    problem: str = ""


SETUP: TypeAdapter[WorkerSetup] = TypeAdapter(WorkerSetup)
ATTACK_RESULT: TypeAdapter[AttackResult] = TypeAdapter(AttackResult)
