"""Try every attack in every setting."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder import sandbox
from autograder.assurance.hostile.attacks import ATTACKS, Attack, Harm
from autograder.assurance.hostile.settings import DEFENDED, Setting
from autograder.assurance.hostile.worker_messages import (
    ATTACK_RESULT,
    HONEST,
    READY,
    SETUP,
    AttackResult,
    WorkerSetup,
)
from autograder.errors import AutograderError
from autograder.sandbox.box import remove_tree

#: An honest submission follows after so many attacks, and after the last.
GROUP = 8
_ANSWER_SECONDS = 400.0
_COMMAND = (sys.executable, "-m", "autograder.assurance.hostile.worker")


@dataclass(frozen=True)
class Tried:
    """One attack in one setting."""

    setting: Setting
    attack: Attack
    verdict: AttackResult

    @property
    def succeeded(self) -> bool:
        """Whether it has done any harm."""
        return bool(self.verdict.harms)


def try_attacks(
    attacks: Sequence[Attack], settings: Sequence[Setting] = DEFENDED, folder: Path = ATTACKS
) -> Iterator[Tried]:
    """Grade every attack in every setting that this machine can have; they come one after another.

    Args:
        attacks: which.
        settings: which.
        folder: where the attacks lie.

    Raises:
        AutograderError: an attack could not be tried.
    """
    sandbox.become_subreaper()  # to find what a supervisor that was killed has left
    for setting in settings:
        if setting.why_not():
            continue
        worker = Worker(setting, folder)
        try:
            for start in range(0, len(attacks), GROUP):
                yield from _group(worker, attacks[start : start + GROUP])
        finally:
            worker.end()


def _group(worker: Worker, attacks: Sequence[Attack]) -> Iterator[Tried]:
    """Some attacks and then an honest submission; if that suffers, all of them are to blame."""
    verdicts = [worker.judge(attack.name) for attack in attacks]
    after = worker.judge(HONEST)
    for attack, verdict in zip(attacks, verdicts, strict=True):
        if verdict.problem:
            raise AutograderError(f"{attack.name} could not be tried: {verdict.problem}", "Run autograder doctor.")
        if after.harms:
            harms = tuple(sorted({*verdict.harms, *after.harms}))
            verdict = replace(verdict, harms=harms, stopped_by=(), told=f"{verdict.told}\n{after.told}")
        yield Tried(worker.setting, attack, verdict)


class Worker:
    """A process that grades in one setting; when an attack brings it down, another takes its place."""

    def __init__(self, setting: Setting, folder: Path) -> None:
        self.setting = setting
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._others: set[int] = set()

    def judge(self, name: str) -> AttackResult:
        """What comes of an attack."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
        readable, _, _ = select.select([process.stdout], [], [], _ANSWER_SECONDS)
        line = process.stdout.readline() if readable else b""
        if line:
            return ATTACK_RESULT.validate_json(line)
        complaint = self.end()
        harm = Harm.RESULTS if readable else Harm.TIME
        return AttackResult(name, (Harm.OTHERS, harm), told=f"The supervisor is gone. {complaint}")

    def _start(self) -> subprocess.Popen[bytes]:
        self._others = set(sandbox.descendants(os.getpid()))
        self._root = Path(tempfile.mkdtemp(prefix="autograder-hostile-"))
        self._root.chmod(0o755)
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process runs
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, cwd=self._root
        )
        assert self._process.stdin is not None
        self._process.stdin.write(SETUP.dump_json(WorkerSetup(self.setting, self._root, self._folder)) + b"\n")
        self._process.stdin.flush()
        assert self._process.stdout is not None
        if self._process.stdout.readline() != READY:
            complaint = self.end()
            raise AutograderError(
                f"The attacks could not be tried with {self.setting.value}: {complaint}.", "Run autograder doctor."
            )
        return self._process

    def end(self) -> str:
        """End it, with everything that it leaves; returns the last thing that it had to complain of."""
        process, self._process = self._process, None
        if process is None:
            return ""
        with process:
            assert process.stdin is not None
            with suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        self._end_orphans()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        self._complaints.close()
        remove_tree(self._root)
        return lines[-1] if lines else ""

    def _end_orphans(self) -> None:
        """Whatever a supervisor that was killed has started: by now it is ours."""
        while True:
            orphans = [pid for pid in sandbox.descendants(os.getpid()) if pid not in self._others]
            for pid in orphans:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)
            if not orphans:
                return


def totals(tried: Sequence[Tried]) -> dict[str, Any]:
    """What ``verify --hostile --json`` prints last."""
    return {
        "attacks": len({one.attack.name for one in tried}),
        "settings": len({one.setting for one in tried}),
        "succeeded": sum(one.succeeded for one in tried),
    }
