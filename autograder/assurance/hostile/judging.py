"""Attacks are graded one after another, as the platform would, and judged by what came of them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from autograder.assurance.hostile import toy
from autograder.assurance.hostile.arena import Arena
from autograder.assurance.hostile.attacks import Attack, Form, Harm, Undefended, load_attacks
from autograder.assurance.hostile.many import GradedTogether, grade_several, grade_whole_class
from autograder.assurance.hostile.measuring import Graded, harms, harms_to_others, left_running
from autograder.assurance.hostile.settings import DEFENDED, Setting
from autograder.assurance.hostile.stopping import stopped_by
from autograder.assurance.hostile.submitting import hand_in, lay_out
from autograder.assurance.hostile.worker_messages import HONEST, AttackResult
from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from autograder.gradescope.results_json import to_gradescope
from autograder.gradescope.run import grade_in, write_results
from autograder.reports.files import write_report
from autograder.results import Report

Judge = Callable[[str], AttackResult]
_LARGE = 500_000


@contextmanager
def holding_court(setting: Setting, root: Path, folder: Path, log: Path) -> Iterator[Judge]:
    """A function that judges attacks by their names, with one arena and one zygote for all.

    Args:
        setting: in which this process is.
        root: folder for the arena.
        folder: where the attacks lie.
        log: where the standard output of this process goes.
    """
    attacks = {attack.name: attack for attack in load_attacks(folder)}
    arena = Arena(root, Undefended.OPEN if setting is Setting.OPEN else None)
    try:
        with Zygote() as zygote:
            zygote.wait()
            zygote.offer_weights(arena.weights)
            arena.zygote, arena.keras_home = zygote.pid, zygote.keras_home
            court = _Court(setting, arena, zygote, log)
            yield lambda name: court.honest() if name == HONEST else court.judge(attacks[name])
    finally:
        arena.close()


class _Court:
    def __init__(self, setting: Setting, arena: Arena, zygote: Zygote, log: Path) -> None:
        self.setting = setting
        self.arena = arena
        self.zygote = zygote
        self.log = log

    def judge(self, attack: Attack) -> AttackResult:
        """Let an attack be graded; afterwards the arena is as it was."""
        arena = self.arena
        arena.calm()
        self.log.write_bytes(b"")
        if attack.form.is_of_many:
            return self._judge_many(attack)
        hand_in(attack, arena)
        before = arena.fingerprint()
        report, page = self._grade()
        if self.setting in DEFENDED and not (report.isolation.isolated or report.error):
            return AttackResult(attack.name, problem=f"It was not isolated: {report.isolation.missing}")
        texts = (page.read_text(encoding="utf-8"), self.log.read_text(errors="replace"), "\n".join(report.faults))
        own = frozenset({arena.bystander.pid, self.zygote.pid})
        # Of many processes at once the watchdog knows no more than a bound, which counts shared memory many times.
        peak = 0.0 if Harm.LEFT in attack.would else report.peak_memory_mb
        graded = Graded(arena.place.results, texts, report.seconds, peak, own)
        found = harms(attack, arena, before, graded)
        self._tidy(left_running(own), found)
        feedback = (outcome.feedback for outcome in report.outcomes)
        results = arena.place.results
        return AttackResult(
            attack.name,
            tuple(sorted(found)),
            () if found else stopped_by(report, attack.stopped_by),
            report.score,
            round(report.seconds, 1),
            "\n".join((report.error, *report.notes, *feedback, *report.faults))[-4000:],
            results.read_text(errors="replace") if results.exists() and results.stat().st_size < _LARGE else "",
        )

    def _judge_many(self, attack: Attack) -> AttackResult:
        arena = self.arena
        lay_out(attack, arena.stage())
        before = arena.fingerprint()
        graded = self._grade_many(attack)
        if self.setting in DEFENDED and graded.bare:
            return AttackResult(attack.name, problem=f"It was not isolated: {graded.bare}")
        left = left_running({arena.bystander.pid, self.zygote.pid})
        found = harms_to_others(attack, arena, before, graded.points, graded.seconds)
        found |= {Harm.LEFT} if left else set()
        arena.clear_stage()
        self._tidy(left, found)
        told = "\n".join(filter(None, graded.told))[-4000:]
        stopped = () if found else (attack.stopped_by,)
        return AttackResult(attack.name, tuple(sorted(found)), stopped, 0.0, round(graded.seconds, 1), told)

    def _grade_many(self, attack: Attack) -> GradedTogether:
        kit, folder, out = self.arena.kit(), self.arena.download, self.arena.graded
        if attack.form is Form.CLASS:
            return grade_whole_class(self.setting, kit, folder, out)
        grade_one = partial(grade, zygote=self.zygote, threads=1, disabled=self.setting.disabled)
        return grade_several(grade_one, kit, folder, out)

    def honest(self) -> AttackResult:
        """Let the solution be graded: it must get all points, without a remark."""
        self.arena.hand_in({f"{toy.NAME}.ipynb": toy.notebook(toy.RIGHT)})
        report, _ = self._grade()
        fine = report.score == toy.ASSIGNMENT.points and not (report.notes or report.faults or report.error)
        told = "" if fine else str(report.as_json())[:4000]
        return AttackResult(HONEST, () if fine else (Harm.NEXT,), (), report.score, round(report.seconds, 1), told)

    def _grade(self) -> tuple[Report, Path]:
        place, kit = self.arena.place, self.arena.kit()
        grade_one = partial(grade, zygote=self.zygote, threads=1, disabled=self.setting.disabled)
        if self.setting.on_platform:
            report, content = grade_in(place, grade_one)
            sys.stdout.flush()
        else:
            report = grade_one(place.submission, kit)
            content = to_gradescope(report, kit.assignment)
        write_results(place.results, content)
        page = self.arena.root / "page"
        write_report(report, page)
        return report, page / "index.html"

    def _tidy(self, left: list[int], found: set[Harm]) -> None:
        """What an attack has changed is put back, so that the next one is judged by itself."""
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if found & {Harm.FILES, Harm.LEFT}:
            self.arena.sweep_litter()
            self.arena.restore()
