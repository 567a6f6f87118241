"""A grader without defence: the control that shows what the attacks achieve where nothing stops them.

It does what graders commonly do: unpacks what was handed in, runs the notebook and the hidden tests in one process,
takes the results from there as a pickle, loads models as they say, and writes the results file. As root it becomes
another user first, since what it runs is hostile.

Run as ``python -m tests.assurance.hostile.naive ROOT`` with names of attacks on its standard input; each gets one line
of JSON, the harms that were done.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder import sandbox
from autograder.assurance.hostile.settings import Setting, adopt
from tests.assurance.hostile.naive_class import grade_together, points_of

PATIENCE_SECONDS = 30
MEMBERS, MEGABYTES = 10_000, 200

TESTS = """
SECRET = "{marker}"

def value(answers):
    import math
    answer = answers["answer"]
    assert answer == 41 or abs(answer - 41) < 1e-9 or math.isclose(answer, 41)

def function(answers):
    expected = 6
    got = answers["double"](3)
    assert got == expected

def model(answers):
    import math
    made = answers["make"](units=3)
    assert made.output_shape == (None, 3)
    assert sum(math.prod(weight.shape) for weight in made.trainable_weights) <= {budget}

CHECKS = {{"T.1": (1.0, value), "T.2": (2.0, function), "T.3": (1.0, model)}}
"""


def run_check(check: Any, answers: dict[str, Any]) -> bool:
    try:
        check(answers)
    except AssertionError:
        return False
    return True


def notebook_process(cells: list[str], work: Path, materials: Path, channel: int) -> None:
    """Run the cells, then the hidden tests, in this process."""
    from autograder.engine import student
    from autograder.results import Check, Outcome, Report, Status

    tests = (work / "hidden_checks.py").read_text()
    output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    sys.path[:0] = [str(work), str(materials)]
    answers: dict[str, Any] = {"__name__": "notebook"}
    for number, cell in enumerate(cells):
        try:
            exec(compile(cell, f"<cell {number}>", "exec"), answers)
        except Exception as problem:
            print(f"{type(problem).__name__}: {problem}")
    checks = importlib.import_module("hidden_checks").CHECKS
    report = Report("x", "hw9_toy")
    for name, (points, check) in checks.items():
        passed = globals()["run_check"](check, answers)
        status = Status.PASSED if passed else Status.FAILED
        report.outcomes.append(Outcome(Check(name, name, points), status, points if passed else 0.0))
    try:
        model = student.export_model(answers["make"](3))["architecture"]
    except Exception:
        model = None
    answer = answers.get("answer")
    try:
        pickle.dumps(answer)
    except (pickle.PicklingError, AttributeError):
        answer = repr(answer)
    results = {"score": report.score, "answer": answer, "model": model, "tests": len(tests)}
    sys.stdout.flush()
    sys.stderr.flush()
    with open("results.pkl", "wb") as file:  # noqa: PTH123 - relative to where the notebook has gone, as elsewhere
        pickle.dump(results, file)
    with os.fdopen(channel, "wb") as stream:
        pickle.dump(results, stream)


def grader_process(attack: Any, arena: Any, work: Path) -> None:
    """Grade one submission; whatever it does is done to this process, too."""
    from autograder.assurance.hostile.submitting import hand_in

    hand_in(attack, arena)
    unpacked = work / "handed-in"
    unpacked.mkdir()
    oversize = unpack(arena.place.submission, unpacked)
    if (log := unpacked / ".OTTER_LOG").exists():
        pickle.loads(log.read_bytes())
    path = unpacked / "hw9_toy.ipynb"
    text = path.read_text()
    output = [" ".join(entry.name for entry in unpacked.iterdir()), arena.boast if oversize else ""]
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError:
        return write(arena, {"score": 0, "output": f"This is no notebook: {text}"})
    output += [str(cell.get("outputs", "")) for cell in notebook["cells"]]
    cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    first = run_notebook(cells, work, arena)
    with open(work / "results.pkl", "rb") as file:  # noqa: PTH123
        results = {**pickle.load(file), **({"score": first["score"]} if first["score"] > 100 else {})}
    if results.get("model"):
        load(results["model"])
    output.append((work / "output.txt").read_text(errors="replace"))
    answer = results.get("answer")
    shown = answer if isinstance(answer, int | float) else str(answer)
    write(arena, {"score": results["score"], "output": "\n".join(output), "answer": shown})
    for entry in work.rglob("*"):
        entry.chmod(0o700)  # so that everything can be removed
    shutil.rmtree(work)
    return None


def run_notebook(cells: list[str], work: Path, arena: Any) -> dict[str, Any]:
    """What comes of these cells in a process that also has the hidden tests."""
    from autograder.assurance.hostile import toy

    (work / "hidden_checks.py").write_text(TESTS.format(marker=arena.marker, budget=toy.BUDGET))
    os.chdir(work)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        notebook_process(cells, work, arena.materials, writer)
        threading._shutdown()  # type: ignore[attr-defined] # as at the end of any program
        os._exit(0)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as stream:
            results: dict[str, Any] = pickle.load(stream)
    finally:
        os.waitpid(child, 0)  # also so that what it has used is known
    return results


def write(arena: Any, results: dict[str, Any]) -> None:
    with open(arena.place.results, "w") as file:  # noqa: PTH123
        json.dump(results, file, ensure_ascii=False)


def unpack(handed_in: Path, to: Path) -> bool:
    """Returns whether it was a lot."""
    for path in handed_in.iterdir():
        if path.suffix != ".zip":
            (to / path.name).write_bytes(path.read_bytes())
            continue
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                target = to / info.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                if stat.S_ISLNK(info.external_attr >> 16):
                    target.symlink_to(archive.read(info).decode())
                else:
                    target.write_bytes(archive.read(info))
    sizes = [path.stat().st_size for path in to.rglob("*") if path.is_file()]
    return len(sizes) > MEMBERS or sum(sizes) > MEGABYTES * 2**20


def load(description: Any) -> Any:
    """An object from its description, by importing and calling what it names."""
    import keras
    import numpy as np

    if isinstance(description, list):
        return [load(item) for item in description]
    if not isinstance(description, dict):
        return description
    if not {"module", "class_name", "config"} <= set(description):
        return {key: load(value) for key, value in description.items()}
    if description["class_name"] == "Lambda":
        return keras.saving.deserialize_keras_object(description, safe_mode=False)(np.zeros((1, 3)))
    if description["class_name"] == "Sequential":
        return load(description["config"]["layers"])
    return getattr(importlib.import_module(description["module"]), description["class_name"])(
        **load(description["config"])
    )


def control(attack: Any, arena: Any) -> list[str]:
    """The harms that an attack does to this grader."""
    from autograder.assurance.hostile.measuring import Graded, harms, harms_to_others, left_running
    from autograder.assurance.hostile.submitting import lay_out

    arena.bystander  # noqa: B018 - started by being named
    together = attack.form.is_of_many
    if together:
        lay_out(attack, arena.stage())
    before = arena.fingerprint()
    work = Path(tempfile.mkdtemp(prefix="autograder-naive-"))
    grader = os.fork()
    if grader == 0:
        try:
            os.setsid()
            for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGUSR1):
                signal.signal(number, signal.SIG_DFL)
            sys.stdin.close()
            if together:
                grade_together(attack, arena, lambda cells: run_notebook(cells, work, arena))
            else:
                grader_process(attack, arena, work)
        except BaseException as problem:
            print(f"{type(problem).__name__} ({attack.name})", file=sys.stderr)
        finally:
            sys.stderr.flush()
            os._exit(0)
    end = time.monotonic() + PATIENCE_SECONDS
    usage = None
    while usage is None and time.monotonic() < end:
        pid, _, found = os.wait4(grader, os.WNOHANG)
        usage = found if pid else None
        time.sleep(0.02)
    in_time = usage is not None
    if not in_time:
        for pid in (*sandbox.descendants(grader), grader):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(grader, 0)
    assert usage is not None
    output = ""
    with suppress(OSError, ValueError, TypeError, KeyError):
        output = json.loads(arena.place.results.read_text())["output"]
    own = frozenset({arena.bystander.pid})
    seconds = 0.0 if in_time else 10_000.0
    if together:
        done = harms_to_others(attack, arena, before, points_of(attack, arena), seconds)
    else:
        used = Graded(arena.place.results, (output,), seconds, usage.ru_maxrss / 1024, own)
        done = harms(attack, arena, before, used)
    for pid in left_running(own):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return [harm.name for harm in done]


def main() -> None:
    root = Path(sys.argv[1])
    adopt(Setting.NO_ROOT, root)
    sandbox.become_subreaper()
    scratch = root / "tmp"
    scratch.mkdir()
    os.environ.update(HOME=str(root), TMPDIR=str(scratch))
    tempfile.tempdir = str(scratch)

    from autograder.engine.zygote import preload

    preload()

    from autograder.assurance.hostile.arena import Arena
    from autograder.assurance.hostile.attacks import Undefended, load_attacks
    from autograder.sandbox.box import remove_tree

    attacks = {attack.name: attack for attack in load_attacks()}
    for line in sys.stdin:
        for entry in root.iterdir():
            if entry != scratch:
                remove_tree(entry)
        arena = Arena(root, Undefended.NAIVE)
        arena.place.results.unlink(missing_ok=True)
        try:
            print(json.dumps(control(attacks[line.strip()], arena)), flush=True)
        finally:
            arena.close()
            while True:
                try:
                    os.waitpid(-1, os.WNOHANG)
                except ChildProcessError:
                    break
                if not [pid for pid in sandbox.descendants(os.getpid()) if sandbox.is_alive(pid)]:
                    break
            for entry in scratch.iterdir():
                remove_tree(entry)


if __name__ == "__main__":
    main()
