"""Speaks a worker's language without TensorFlow: the text of a submission says what is to become of it."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace

from autograder.classes.worker import GRADING_TASK, REPLY, WORKER_SETUP, Reply
from autograder.results import Check, Isolation, Outcome, Report, Status
from autograder.submissions.check_log import read_efforts

CHECKS = (Check("T.1", "The value", 1), Check("T.2", "The function", 2))


def report_of(text: str, digest: str) -> Report:
    """``"graded PF"`` passes the first check and fails the second."""
    report = Report(digest, "hw9_toy", isolation=Isolation(("user",), isolated=True), seconds=1.5, peak_memory_mb=80)
    if text.startswith("ungradable"):
        report.error = "This is not a notebook. Hand in a notebook."
        return report
    marks = text.split()[1]
    for check, mark in zip(CHECKS, marks, strict=True):
        passed = mark == "P"
        report.outcomes.append(
            Outcome(
                check,
                Status.PASSED if passed else Status.FAILED,
                check.max_score if passed else 0.0,
                "" if passed else "**Observed:** something else",
                "" if passed else f"mistake of {check.number}",
            )
        )
    return report


def main() -> None:
    setup = WORKER_SETUP.validate_json(sys.stdin.buffer.readline())
    setup.scratch.mkdir(parents=True)
    for line in sys.stdin.buffer:
        task = GRADING_TASK.validate_json(line)
        text = (task.path / "hw9_toy.py" if task.path.is_dir() else task.path).read_text()
        (setup.scratch / "left-behind").touch()
        once = task.path.with_suffix(".tried")
        if text.startswith("crash") or (text.startswith("once") and not once.exists()):
            once.touch()
            print("the last words", file=sys.stderr, flush=True)
            os._exit(3)
        if text.startswith("sleep"):
            time.sleep(600)
        if text.startswith("problem"):
            reply = Reply(task.digest, problem="The hidden grader cannot be run.")
        else:
            text = text.replace("once", "graded")
            if "# strict" in setup.kit.grader.read_text():
                text = text.replace("graded P", "graded F")
            report = report_of(text.partition("\n")[0], task.digest)
            report.me = text.partition("me: ")[2].strip()
            reply = Reply(task.digest, report.as_json(), cells=tuple(text.split("\n")))
            reply = replace(reply, efforts=read_efforts(task.path))
        sys.stdout.buffer.write(REPLY.dump_json(reply) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
