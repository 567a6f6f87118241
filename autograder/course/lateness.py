"""What a late submission costs, where the time is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, NonNegativeFloat

_DAY = timedelta(days=1)


class LatePolicy(BaseModel):
    """Points that are deducted from a late submission, never more than it has.

    Attributes:
        points_per_day: for each day begun since the due date.
        at_most: of points, however late it is; no bound by default.
        grace_minutes: a submission that is late by no more than this is not late; after them, days are counted from
            the due date all the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    points_per_day: NonNegativeFloat
    at_most: NonNegativeFloat | None = None
    grace_minutes: NonNegativeFloat = 0

    def deduction(self, late_by: timedelta | None, score: float) -> float:
        """The points to take off ``score``, for a submission that came so long after the due date.

        Where a platform says that it was late but not by how much (None), one day has begun for certain.
        """
        if late_by is None:
            late_by = timedelta(minutes=self.grace_minutes, microseconds=1)
            return min(self.deduction(late_by, score), self.points_per_day)
        if late_by <= timedelta(minutes=self.grace_minutes) or late_by <= timedelta():
            return 0.0
        points = self.points_per_day * math.ceil(late_by / _DAY)
        return max(0.0, min(points, score, math.inf if self.at_most is None else self.at_most))

    def in_words(self, late_by: timedelta | None, score: float) -> str:
        """What was deducted and why, for the student; empty for a submission that came in time."""
        if late_by is not None and late_by <= timedelta():
            return ""
        came = "The platform says that this was late, but not by how much; one day was counted"
        if late_by is not None:
            came = f"This was handed in {in_words(late_by)} after the due date"
        if late_by is not None and late_by <= timedelta(minutes=self.grace_minutes):
            return f"{came}. Nothing was deducted: up to {self.grace_minutes:g} minutes do not count."
        taken = self.deduction(late_by, score)
        rule = f"{self.points_per_day:g} for each day begun"
        rule += "" if self.at_most is None else f", at most {self.at_most:g}"
        if not taken:
            return f"{came}. There were no points to deduct."
        return f"**Late: {taken:g} {'point was' if taken == 1 else 'points were'} deducted.** {came}. The rule: {rule}."


@dataclass(frozen=True)
class SubmissionTimes:
    """When a submission came, and when it was due for those who handed it in."""

    at: datetime
    due: datetime

    @property
    def late_by(self) -> timedelta:
        """The time after the due date; negative when it came before."""
        return self.at - self.due

    @classmethod
    def from_gradescope(cls, metadata: dict[str, Any]) -> SubmissionTimes | None:
        """What ``submission_metadata.json`` says; None where it does not say both times.

        A student's own due date, where there is an extension, takes the place of the assignment's; of a group's, the
        latest counts.
        """
        at, due = read_time(metadata.get("created_at")), _date(metadata, "due_date")
        return None if at is None or due is None else cls(at, due)


def in_words(late_by: timedelta) -> str:
    """A time that has passed, such as ``"1 day and 3 hours"``."""
    minutes = max(1, math.ceil(late_by / timedelta(minutes=1)))
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(days, "day"), (hours, "hour")] if days else [(hours, "hour"), (minutes, "minute")]
    return " and ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count)


def last_chance(metadata: dict[str, Any]) -> datetime | None:
    """When Gradescope takes nothing more from those who handed in; None where it does not say when it is due.

    The late due date counts where there is one, and an extension as in :meth:`SubmissionTimes.from_gradescope`.
    """
    due = _date(metadata, "due_date")
    return max(due, _date(metadata, "late_due_date") or due) if due else None


def read_table(value: Any) -> dict[str, Any]:
    """A table of what a platform says, or an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def read_time(value: Any) -> datetime | None:
    """A time with its zone; None for what is none, or has no zone, without which it could not be compared."""
    try:
        # Python 3.10 knows no "Z" for UTC.
        found = datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _date(metadata: dict[str, Any], name: str) -> datetime | None:
    assignment = read_table(metadata.get("assignment"))
    users = metadata.get("users")
    own = [read_table(read_table(user).get("assignment")) for user in (users if isinstance(users, list) else [])]
    dates = [date for table in own if (date := read_time(table.get(name)))]
    return max(dates) if dates else read_time(assignment.get(name))
