"""What calibrations have found of the effects that notebooks claim, kept beside the photos they were measured on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from autograder.errors import AutograderError


class Presence(str, Enum):
    """Whether an effect shows.

    THERE: in nearly every single training. WEAK: on average over many, but not in each. ABSENT: not even on average, as
    far as the trainings can tell. UNKNOWN: it was not measured.
    """

    THERE = "there"
    WEAK = "weak"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class MeasuredEffect(BaseModel):
    """An effect on some photos.

    Attributes:
        name: short, for ``photos.toml``.
        title: for people.
        presence: the verdict.
        check: number of the hidden check that asks for it; empty for none.
        mean: its size, above zero where the claim holds.
        low: lower end of the 95 % confidence interval of the mean.
        high: its upper end.
        runs: how many trainings it was measured in.
        of_losses: whether it is a difference of losses; otherwise it is one of accuracies.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str = ""
    presence: Presence = Presence.UNKNOWN
    check: str = ""
    mean: float = 0.0
    low: float = 0.0
    high: float = 0.0
    runs: int = 0
    of_losses: bool = False

    @property
    def size(self) -> str:
        """The mean for people: ``3 percentage points``, or ``0.52`` for losses."""
        if self.of_losses:
            return self._number(self.mean)
        number = self._number(self.mean)
        return f"{number} percentage point{'' if number in ('1', '−1') else 's'}"

    @property
    def interval(self) -> str:
        """The confidence interval for people: ``1 to 5``."""
        return f"{self._number(self.low)} to {self._number(self.high)}"

    @property
    def told(self) -> str:
        """Size, number of trainings and interval, for a sentence."""
        return f"{self.size} on average in {self.runs} trainings (95 % confidence interval: {self.interval})"

    def _number(self, value: float) -> str:
        text = f"{value:.2f}" if self.of_losses else f"{100 * value:.0f}"
        return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


class MeasuredEffects(dict[str, MeasuredEffect]):
    """Effects by their names; whatever was not measured is unknown."""

    def __missing__(self, name: str) -> MeasuredEffect:
        return MeasuredEffect(name=name)

    @property
    def absent_checks(self) -> frozenset[str]:
        """Numbers of the checks that ask for what is absent."""
        return frozenset(one.check for one in self.values() if one.check and one.presence is Presence.ABSENT)


_FILE = TypeAdapter(list[MeasuredEffect])


def read_effects(path: Path) -> MeasuredEffects:
    """What was measured; nothing where there is no such file.

    Raises:
        AutograderError: the file is damaged.
    """
    if not path.is_file():
        return MeasuredEffects()
    try:
        return by_name(_FILE.validate_json(path.read_bytes()))
    except (OSError, ValidationError) as problem:
        raise AutograderError(f"{path} cannot be read.", "Delete it, and run autograder calibrate again.") from problem


def by_name(effects: Iterable[MeasuredEffect]) -> MeasuredEffects:
    """Effects by their names."""
    return MeasuredEffects({one.name: one for one in effects})


def effects_json(effects: Mapping[str, MeasuredEffect]) -> bytes:
    """What :func:`read_effects` reads."""
    return _FILE.dump_json(list(effects.values()), indent=1) + b"\n"
