"""What each misconception about a model looks like to a student, and what to try next."""

from __future__ import annotations

from autograder.checks.losses_and_metrics import Problem

#: Problem → what was observed, and one next step. Class labels are whole numbers.
LOSS_PROBLEMS: dict[Problem, tuple[str, str]] = {
    Problem.NONE: ("", ""),
    Problem.NO_LOSS: (
        "The model was compiled without a loss.",
        "Hand a loss to `model.compile`.",
    ),
    Problem.OWN_LOSS: (
        "The loss is a function of your own, about which the grader knows nothing.",
        "Use one of the losses in `keras.losses`.",
    ),
    Problem.OTHER_LOSS: (
        "The loss is not meant for classes.",
        "Look in `keras.losses` for a cross-entropy that takes labels as whole numbers.",
    ),
    Problem.SOFTMAX_OF_ONE: (
        "A softmax over a single unit always gives 1.",
        "Give the last layer one unit for each class.",
    ),
    Problem.ONE_UNIT_FOR_CLASSES: (
        "The last layer has a single unit, and the loss expects one for each class.",
        "Give the last layer one unit for each class.",
    ),
    Problem.UNKNOWN_ACTIVATION: (
        "The activation of the last layer gives neither probabilities nor logits.",
        "End in a softmax, or in no activation at all.",
    ),
    Problem.STACKED_ACTIVATIONS: (
        "Two activations follow one another at the end of the model.",
        "Keep one of them: end in a single softmax, or in no activation at all.",
    ),
    Problem.PROBABILITIES_AS_LOGITS: (
        "Your last layer gives probabilities, but the loss was told to expect logits (`from_logits=True`).",
        "Either drop the activation of the last layer or tell the loss `from_logits=False`, not both.",
    ),
    Problem.LOGITS_AS_PROBABILITIES: (
        "Your last layer gives logits, but the loss takes them for probabilities (`from_logits` is False).",
        "Either end in a softmax or tell the loss `from_logits=True`, not both.",
    ),
    Problem.SIGMOID_FOR_CLASSES: (
        "Each output has a `sigmoid` of its own, but the loss expects probabilities that add up to 1.",
        "With several classes, of which one is right, end in a softmax.",
    ),
    Problem.SOFTMAX_FOR_BINARY: (
        "A softmax over the classes is combined with a loss for yes-or-no questions.",
        "Use a cross-entropy for several classes that takes labels as whole numbers.",
    ),
    Problem.LABELS: (
        "The loss expects labels in another form than whole numbers.",
        "Use the cross-entropy with `Sparse` in its name: it takes whole numbers as labels.",
    ),
}
