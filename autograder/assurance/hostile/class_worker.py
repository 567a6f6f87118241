"""A worker of a class, as :mod:`autograder.classes.worker`, but in one of the settings of the attacks.

Run as ``python -m autograder.assurance.hostile.class_worker SETTING``.
"""

from __future__ import annotations

import sys

from autograder.assurance.hostile.settings import Setting
from autograder.classes.worker import Grade, WorkerSetup, main


def _grade(setup: WorkerSetup) -> Grade:
    from autograder.engine.supervisor import grade

    disabled = Setting[sys.argv[1]].disabled
    return lambda path, zygote: grade(path, setup.kit, zygote=zygote, threads=setup.threads, disabled=disabled)


if __name__ == "__main__":
    main(_grade)
