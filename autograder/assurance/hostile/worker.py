"""The process that grades attacks in one setting, and measures what has come of each.

Run as ``python -m autograder.assurance.hostile.worker`` with JSON lines on its standard input: first a
:class:`Setup`, then names of attacks. It says when it is ready; then each name gets one :class:`AttackResult` on the
standard output.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from autograder.assurance.hostile.attacks import Harm
from autograder.assurance.hostile.settings import Setting, adopt

#: In place of an attack: the solution, which has to get full marks and no remark.
HONEST = "honest"
READY = b"ready\n"


@dataclass(frozen=True)
class Setup:
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


SETUP: TypeAdapter[Setup] = TypeAdapter(Setup)
ATTACK_RESULT: TypeAdapter[AttackResult] = TypeAdapter(AttackResult)


def main() -> None:
    """Serve until the input ends."""
    setup = SETUP.validate_json(sys.stdin.buffer.readline())
    answers = os.fdopen(os.dup(1), "wb")
    adopt(setup.setting, setup.root)
    log = setup.root / "log.txt"
    os.dup2(os.open(log, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), 1)  # its own output, which attacks aim at
    scratch, home = setup.root / "tmp", setup.root / "home"
    for folder in (scratch, home):
        folder.mkdir(mode=0o711)
    os.environ.update(HOME=str(home), TMPDIR=str(scratch))
    tempfile.tempdir = str(scratch)

    # Only now: a process with threads cannot change its setting.
    from autograder.assurance.hostile.judging import holding_court

    with holding_court(setup.setting, setup.root, setup.folder, log) as judge:
        answers.write(READY)
        answers.flush()
        for line in sys.stdin.buffer:
            answers.write(ATTACK_RESULT.dump_json(judge(line.decode().strip())) + b"\n")
            answers.flush()


if __name__ == "__main__":
    main()
