"""What students may hand in for an assignment, as recipes: the right ways and the catalogued wrong ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.calibration.bench import Scaling
from autograder.calibration.effects import EFFECTS, RECIPES, Effect
from autograder.calibration.recipes import Head, Optimizer, Outputs, Recipe
from autograder.errors import AutograderError


@dataclass(frozen=True)
class Strategy:
    """A way to solve an assignment.

    Attributes:
        name: for people.
        recipe: how it trains.
        right: whether it has to be accepted.
        seen_by: for a wrong one, the number of the hidden check that sees it exactly, whatever accuracy it reaches;
            empty where accuracy alone can tell.
    """

    name: str
    recipe: Recipe
    right: bool = False
    seen_by: str = ""

    @property
    def cheap(self) -> bool:
        """Whether it trains on features that are computed once, so that more runs cost next to nothing."""
        return isinstance(self.recipe, Head) and self.recipe.pretrained and not self.recipe.augmented


@dataclass(frozen=True)
class Plan:
    """What is calibrated for an assignment.

    Attributes:
        grader: the hidden grader whose thresholds come out of it; the file beside it ends in ``.json``.
        effects: the table.
        strategies: of one check of accuracy; the first is the reference.
    """

    grader: str
    effects: tuple[Effect, ...]
    strategies: tuple[Strategy, ...]


PLANS: Mapping[str, Plan] = {
    "hw2": Plan(
        grader="hw2_build_head",
        effects=EFFECTS,
        strategies=(
            Strategy("reference", Head(), right=True),
            Strategy("dropout 0.5", Head(dropout=0.5), right=True),
            Strategy("a hidden layer", Head(hidden_units=64, epochs=15), right=True),
            Strategy("SGD at 0.01", Head(rate=0.01, optimizer=Optimizer.SGD), right=True),
            Strategy("10 epochs at 0.001", Head(rate=0.001, epochs=10), right=True),
            Strategy("40 epochs at 0.001", Head(rate=0.001, epochs=40), right=True),
            Strategy("20 epochs at 0.00001", Head(rate=1e-5)),
            Strategy("one epoch", Head(epochs=1), seen_by="2.6.1"),
            Strategy("divided by 255", Head(scaling=Scaling.UNIT), seen_by="2.2.2"),
            Strategy("not scaled", Head(scaling=Scaling.RAW), seen_by="2.2.2"),
            Strategy("scaled twice", Head(scaling=Scaling.TWICE), seen_by="2.2.2"),
            Strategy(
                "softmax, from_logits=True", Head(outputs=Outputs.PROBABILITIES_TAKEN_FOR_LOGITS), seen_by="2.5.1"
            ),
            Strategy(
                "logits, from_logits=False", Head(outputs=Outputs.LOGITS_TAKEN_FOR_PROBABILITIES), seen_by="2.5.1"
            ),
            Strategy("weights=None", RECIPES["untrained"], seen_by="2.1.2"),
            Strategy("not frozen", RECIPES["unfrozen"], seen_by="2.1.3"),
            Strategy("from scratch", RECIPES["scratch"], seen_by="2.1.2"),
        ),
    )
}


def plan_for(assignment: str) -> Plan:
    """The plan of an assignment, by its short name.

    Raises:
        AutograderError: it has none.
    """
    try:
        return PLANS[assignment]
    except KeyError:
        raise AutograderError(
            f"There is nothing to calibrate for {assignment}.", f"Choose one of: {', '.join(PLANS)}."
        ) from None
