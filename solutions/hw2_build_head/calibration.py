"""Build the head: the course's whole table of effects, and the accuracy that a trained head has to reach."""

from __future__ import annotations

from autograder.assurance.calibration.bench import Scaling
from autograder.assurance.calibration.effects import EFFECTS, RECIPES
from autograder.assurance.calibration.plan import Limit, Plan, Strategy
from autograder.assurance.calibration.recipes import Head, Optimizer, Outputs

PLAN = Plan(
    grader="hw2_build_head",
    effects=EFFECTS,
    recipes=RECIPES,
    limits=(
        Limit(
            "accuracy",
            task="2.6",
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
        ),
    ),
)
