"""The settings of this copy of the course: pictures, base weights, goals."""

from __future__ import annotations

import json
from typing import NamedTuple

from lab.files import HOME, find

_settings = json.loads(find(HOME / "settings.json").read_text(encoding="utf-8"))

#: Width multiplier of MobileNetV2: what its ``alpha=`` takes.
ALPHA: float = _settings["alpha"]
#: Height, width and colour channels of every picture.
IMAGE_SHAPE: tuple[int, int, int] = tuple(_settings["image_shape"])
#: File name in ``data/``.
IMAGES: str = _settings["images"]
#: File name in ``data/``, or a name that Keras knows, such as ``"imagenet"``.
BASE_WEIGHTS: str = _settings["weights"]

#: How many training pictures of each class :func:`lab.few.load_few` gives.
FEW_PER_CLASS: int = _settings["few_per_class"]


class Budget(NamedTuple):
    """What training may use in the last notebook.

    Attributes:
        trainable_parameters: how many parameters training may change.
        looks: time, counted in forward passes of one picture through the base model, so that it means the same on
            every machine.
    """

    trainable_parameters: int
    looks: int


BUDGET = Budget(**_settings["budget"])


class Dataset(NamedTuple):
    """What is said about the pictures.

    Attributes:
        classes: the names of the classes, in label order.
        positive: the class that a yes-or-no question asks for.
        spotter: name of the function that tells it by its label.
        one: what a picture of that class shows, in running text.
        many: its plural.
        ladder: four sizes of training sets, in pictures per class.
    """

    classes: tuple[str, ...]
    positive: str
    spotter: str
    one: str
    many: str
    ladder: tuple[int, ...]

    @property
    def a(self) -> str:
        """``one`` with its article."""
        return f"{'an' if self.one[:1].lower() in tuple('aeiou') else 'a'} {self.one}"


_said = _settings["dataset"]
DATASET = Dataset(
    classes=tuple(_said["classes"]),
    positive=_said["positive"],
    spotter=_said["spotter"],
    one=_said["one"],
    many=_said["many"],
    ladder=tuple(_said["ladder"]),
)


def goal(task: str) -> float:
    """The validation accuracy to reach in a task, e.g. ``goal("2.6")``, or another limit that the task names.

    Raises:
        KeyError: the task has no such goal.
    """
    return float(_settings["goals"][task])
