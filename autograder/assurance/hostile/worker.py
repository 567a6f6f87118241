"""The process that grades attacks in one setting, and measures what has come of each.

Run as ``python -m autograder.assurance.hostile.worker`` with JSON lines on its standard input: first a ``WorkerSetup``,
then names of attacks. It says when it is ready; then each name gets one ``AttackResult`` on the standard output.
"""

from __future__ import annotations

import os
import sys
import tempfile

from autograder.assurance.hostile.settings import adopt
from autograder.assurance.hostile.worker_messages import ATTACK_RESULT, READY, SETUP


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
