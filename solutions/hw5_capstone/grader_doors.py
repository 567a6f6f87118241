"""Labels, doors and scores for the hidden checks of functions, and what is right for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

JUST = 1e-6  # more than nothing, and less than two different scores differ
COSTS = ((5, 1), (1, 3), (8, 1), (1, 1.5), (2.5, 1))


LABELS = (3, 1, 0, 2, 1, 1, 4)
#: Truth and guesses; no two are alike, for what is equal is one array over there, and a function may change it.
DOORS = [
    tuple(np.array([int(sign) for sign in signs]) for signs in case.split("/"))
    for case in ("110000/100001", "011000/100111", "001100/001101", "111101/110101", "000010/010010", "101011/001111")
]


def labelled(wanted: str, classes: Sequence[str]) -> list[tuple[Any, tuple[str, ...]]]:
    """Labels, and names of five classes: the one that is asked for is not always the first, nor alone in its name."""
    others = [name for name in classes if name != wanted]
    one, two, three, four = [*others, "another class", "a third class", "a fourth class"][:4]
    names = (
        (one, wanted, two, three, four),
        (wanted, one, two, three, four),
        (f"{wanted}erpillar", one, two, wanted, three),
    )
    return [(np.roll(LABELS, place), each) for place, each in enumerate(names)]


def balanced(truth: Any, guesses: Any) -> float:
    """The mean of both shares."""
    return float(np.mean([np.mean(guesses[truth == kind] == kind) for kind in (0, 1)]))


def plain(truth: Any, guesses: Any) -> float:
    """The share of all that are right."""
    return float(np.mean(truth == guesses))


def cheapest(scores: Any, truth: Any, miss: float, alarm: float, above: float = 0.0, highest: bool = True) -> float:
    """The highest, or lowest, threshold of those that cost least; the door opens for scores ``above`` it by so much."""
    costs = {
        float(cut): miss * np.sum(scores[truth == 1] < cut + above) + alarm * np.sum(scores[truth == 0] >= cut + above)
        for cut in scores
    }
    return min(costs, key=lambda cut: (costs[cut], -cut if highest else cut))


def cheapest_by_shares(scores: Any, truth: Any, miss: float, alarm: float) -> float:
    """The same where the two costs weigh shares of the two classes."""
    return cheapest(scores, truth, miss / np.sum(truth == 1), alarm / np.sum(truth == 0))


def _crowds() -> list[tuple[Any, Any]]:
    """Scores, some of them equal, and truth: rare cats that have higher scores on the average."""
    rng = np.random.default_rng(58)
    small = (np.array([0.2, 0.7, 0.4]), np.array([0, 0, 1]))
    drawn = [np.r_[np.ones(rng.integers(3, 6), int), np.zeros(rng.integers(9, 16), int)] for _ in range(30)]
    return [small, *((np.round(rng.normal(0.35 + 0.25 * truth, 0.2), 2), truth) for truth in drawn)]


def precision_and_recall(scores: Any, truth: Any, threshold: float, above: float = 0.0) -> tuple[float, float]:
    """The share of cats among those let in, and of those let in among the cats."""
    opens = scores >= threshold + above
    hits = float(np.sum(opens & (truth == 1)))
    return hits / max(1, int(np.sum(opens))), hits / int(np.sum(truth == 1))


def cases() -> list[tuple[Any, ...]]:
    """Arguments of ``best_threshold``."""
    return [(scores, truth, *COSTS[place % len(COSTS)]) for place, (scores, truth) in enumerate(_crowds())]


def cases_with_threshold() -> list[tuple[Any, ...]]:
    """Arguments of ``precision_and_recall``; the threshold is one of the scores."""
    return [(scores, truth, float(np.sort(scores)[-min(4, len(scores) - 1)])) for scores, truth in _crowds()]
