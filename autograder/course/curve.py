"""What is done to a submission's points at the very end, for all alike."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt

from autograder.results import Report


class Curve(BaseModel):
    """A curve: first the best tasks are chosen, then points are multiplied, then some are added.

    The result is never below zero, and above full marks only for those who had more than that before.

    Attributes:
        scale: what points are multiplied by.
        add: points for everyone who has handed in something that could be graded; may be negative.
        best_of: how many tasks count: for each student those with the largest share of their points. They stand for
            the others, so that full marks in them are full marks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scale: PositiveFloat = 1
    add: float = 0
    best_of: PositiveInt | None = None

    def apply(self, report: Report) -> None:
        """Set a report's curved points, and say how they came about; what an instructor settled stays."""
        if report.error or report.settled is not None or report.excused:
            return
        before = report.before_curve
        points = before - report.earned + self._best(report)
        points = max(0.0, points) * self.scale + self.add
        report.curved = round(max(0.0, min(points, max(before, report.max_score))), 6)
        became = f"{before:g} points became {report.curved:g}"
        if report.curved == round(before, 6):
            became = f"{before:g} points stay as they are"
        report.curve = f"**Curve: {became}.** The rule: {self.in_words(report)}; it never gives more than full marks."

    def in_words(self, report: Report) -> str:
        """The rule, for the student."""
        rule = []
        if self.best_of is not None:
            rule.append(f"the best {self.best_of} of {len(report.points_by_task)} tasks count for the whole")
        if self.scale != 1:
            rule.append(f"points are multiplied by {self.scale:g}")
        if self.add:
            rule.append(f"{abs(self.add):g} are {'added' if self.add > 0 else 'taken off'}")
        return ", then ".join(rule) or "points stay as they are"

    def _best(self, report: Report) -> float:
        tasks = [task for task in report.points_by_task.values() if task[1]]
        if self.best_of is None or self.best_of >= len(tasks):
            return report.earned
        best = sorted(tasks, key=lambda task: (task[0] / task[1], task[1]), reverse=True)[: self.best_of]
        return report.max_score * sum(score for score, _ in best) / sum(most for _, most in best)
