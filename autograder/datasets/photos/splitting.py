"""Three balanced sets out of the photos of each class; near-duplicates stay together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autograder.errors import AutograderError

#: Photos of each class for training, for validation and in the hidden set, where there are that many.
WANTED = (40, 40, 100)
#: Fewer than that of each teach and tell nothing.
LEAST = (8, 8, 12)
#: Hidden photos of all classes together; more would make grading slow.
MOST_HIDDEN = 500

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sizes:
    """Photos of each class.

    Attributes:
        train: for training.
        validation: for validation.
        hidden: in the hidden set.
    """

    train: int
    validation: int
    hidden: int


@dataclass(frozen=True)
class Split:
    """Which photos of one class go where; indices into what was split, in random order.

    Attributes:
        train: for training.
        validation: for validation.
        pool: never handed out; the hidden set is drawn from it.
    """

    train: Indices
    validation: Indices
    pool: Indices


def choose_sizes(usable: Mapping[str, int]) -> Sizes:
    """How many photos of each class go into each set: as many as wanted, or else the same shares of the smallest class.

    Args:
        usable: photos of each class.

    Raises:
        AutograderError: the smallest class is too small for any split.
    """
    smallest = min(usable, key=lambda name: usable[name])
    available = usable[smallest]
    if available < sum(LEAST):
        raise AutograderError(
            f"The class {smallest} has {available} usable photos, and {sum(LEAST)} are the least that can be split.",
            "Add photos to it, or leave that class out.",
        )
    most_hidden = max(LEAST[2], min(WANTED[2], MOST_HIDDEN // len(usable)))
    share = min(1.0, available / (WANTED[0] + WANTED[1] + most_hidden))
    train, validation = max(LEAST[0], int(share * WANTED[0])), max(LEAST[1], int(share * WANTED[1]))
    return Sizes(train, validation, min(most_hidden, available - train - validation))


def split_class(groups: Sequence[int] | Indices, sizes: Sizes, seed: Sequence[int]) -> Split:
    """Deal the photos of one class to the sets, whole groups of near-duplicates at a time.

    Where a group is larger than what a set still needs, what does not fit is used nowhere.

    Args:
        groups: of each photo, the same number for near-duplicates.
        sizes: what is needed; the photos suffice for it.
        seed: decides the split.

    Raises:
        AutograderError: so many photos are near-duplicates of each other that the sets cannot be filled.
    """
    rng = np.random.default_rng(tuple(seed))
    numbers = np.asarray(groups)
    found = [rng.permutation(np.flatnonzero(numbers == number)) for number in rng.permutation(np.unique(numbers))]
    # Single photos first, for variety in what students see, and because they fill a set exactly.
    members = sorted(found, key=len)
    parts: dict[str, list[int]] = {"train": [], "validation": [], "pool": []}
    needed = {"train": sizes.train, "validation": sizes.validation}
    for group in members:
        place = next((name for name, size in needed.items() if len(parts[name]) < size), "pool")
        room = needed.get(place, len(group) + len(parts[place])) - len(parts[place])
        parts[place] += group[:room].tolist()
    if len(parts["pool"]) < min(sizes.hidden, LEAST[2]):
        raise AutograderError(
            f"Too many photos of a class are near-duplicates: {len(members)} different ones are left.",
            "Add other photos to that class, or leave it out.",
        )
    return Split(**{name: np.array(chosen, dtype=np.int64) for name, chosen in parts.items()})


def take_hidden(labels: npt.NDArray[np.int64], per_class: int, seed: Sequence[int]) -> Indices:
    """The hidden set: indices into the pool, in random order, ``per_class`` of each class, none twice."""
    return _draw(labels, per_class, seed, again=False)


def redraw_hidden(labels: npt.NDArray[np.int64], per_class: int, seed: Sequence[int]) -> Indices:
    """A hidden set as another seed might have made it.

    A class of which the pool has no more than ``per_class`` is drawn with replacement: the spread between such draws
    is that between sets that might as well have been photographed.
    """
    return _draw(labels, per_class, seed, again=True)


def _draw(labels: npt.NDArray[np.int64], per_class: int, seed: Sequence[int], *, again: bool) -> Indices:
    rng = np.random.default_rng(tuple(seed))
    chosen = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        chosen.append(rng.choice(members, per_class, replace=again and len(members) <= per_class))
    return rng.permutation(np.concatenate(chosen))
