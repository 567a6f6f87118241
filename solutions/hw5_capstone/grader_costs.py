"""What a threshold costs, and what comes of it: rules for the hidden checks of 5.8, right ones and wrong ones."""

from __future__ import annotations

from typing import Any

import numpy as np

JUST = 1e-6  # more than nothing, and less than two different scores differ
COSTS = ((5, 1), (1, 3), (8, 1), (1, 1.5), (2.5, 1))


def cheapest(scores: Any, truth: Any, miss: float, alarm: float, above: float = 0.0, highest: bool = True) -> float:
    """The highest, or lowest, threshold of those that cost least; the door opens for scores ``above`` it by so much."""
    costs = {
        float(cut): miss * np.sum(scores[truth == 1] < cut + above) + alarm * np.sum(scores[truth == 0] >= cut + above)
        for cut in scores
    }
    return min(costs, key=lambda cut: (costs[cut], -cut if highest else cut))


def _by_shares(scores: Any, truth: Any, miss: float, alarm: float) -> float:
    return cheapest(scores, truth, miss / np.sum(truth == 1), alarm / np.sum(truth == 0))


WRONG_CUTS = {
    "costs swapped": lambda scores, truth, miss, alarm: cheapest(scores, truth, alarm, miss),
    "costs ignored": lambda scores, truth, miss, alarm: cheapest(scores, truth, 1, 1),
    "threshold 0.5": lambda scores, truth, miss, alarm: 0.5,
    "shares in place of numbers": _by_shares,
    "opens above": lambda *case: cheapest(*case, above=JUST),
    "lowest of equals": lambda *case: cheapest(*case, highest=False),
}


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


WRONG_PAIRS = {
    "precision and recall swapped": lambda *case: precision_and_recall(*case)[::-1],
    "opens above": lambda *case: precision_and_recall(*case, above=JUST),
}


def cases() -> list[tuple[Any, ...]]:
    """Arguments of ``best_threshold``."""
    return [(scores, truth, *COSTS[place % len(COSTS)]) for place, (scores, truth) in enumerate(_crowds())]


def cases_with_threshold() -> list[tuple[Any, ...]]:
    """Arguments of ``precision_and_recall``; the threshold is one of the scores."""
    return [(scores, truth, float(np.sort(scores)[-min(4, len(scores) - 1)])) for scores, truth in _crowds()]
