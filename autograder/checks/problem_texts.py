"""What each misconception about a model looks like to a student, and what to try next."""

from __future__ import annotations

from autograder.checks.losses_and_metrics import MetricProblem, Problem
from autograder.checks.preprocessing import Scaling
from autograder.checks.scaling import ScalingProbe

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

#: The same for a yes-or-no question with one or two units and labels that are 0 or 1.
BINARY_LOSS_PROBLEMS: dict[Problem, tuple[str, str]] = {
    **LOSS_PROBLEMS,
    Problem.OTHER_LOSS: (
        "The loss is not meant for classes.",
        "Look in `keras.losses` for a binary cross-entropy for one unit, or a sparse categorical one for two.",
    ),
    Problem.SOFTMAX_OF_ONE: (
        "The last layer has one unit and a softmax. A softmax shares out a total of 1 among the units, so a single one "
        "always gets all of it: the answer is 1 for every picture.",
        "With one unit, use a sigmoid or no activation. Or give the last layer two units.",
    ),
    Problem.ONE_UNIT_FOR_CLASSES: (
        "The last layer has a single unit, but the loss is a categorical cross-entropy, which compares the units of "
        "several classes. With one unit there is nothing to compare, and nothing is learned.",
        "With one unit, use a binary cross-entropy. Or give the last layer two units.",
    ),
    Problem.UNKNOWN_ACTIVATION: (
        "The activation of the last layer gives neither probabilities nor logits.",
        "With one unit, end in a sigmoid; with two, in a softmax; or in no activation at all.",
    ),
    Problem.STACKED_ACTIVATIONS: (
        "Two activations follow one another at the end of the model.",
        "Keep one of them, or none at all.",
    ),
    Problem.LOGITS_AS_PROBABILITIES: (
        "Your last layer gives logits, but the loss takes them for probabilities (`from_logits` is False).",
        "Either end in an activation that gives probabilities, or tell the loss `from_logits=True`, not both.",
    ),
    Problem.SIGMOID_FOR_CLASSES: (
        "Each of your two outputs is a sigmoid of its own, but the loss expects probabilities that add up to 1.",
        "With two units, end in a softmax. A sigmoid goes with one unit and a binary cross-entropy.",
    ),
    Problem.LABELS: (
        "The loss expects labels in another form: a row of two numbers for each picture, instead of one 0 or 1.",
        "With two units, use the cross-entropy with `Sparse` in its name. With one, use a binary cross-entropy.",
    ),
}

#: What is wrong with the reported accuracy → what was observed, and one next step.
METRIC_PROBLEMS: dict[MetricProblem, tuple[str, str]] = {
    MetricProblem.NONE: ("", ""),
    MetricProblem.NO_ACCURACY: (
        "No metric of the compiled model counts right answers.",
        "Hand an accuracy to `compile` as one of its `metrics`.",
    ),
    MetricProblem.THRESHOLD_FOR_PROBABILITIES: (
        "Your one unit gives a logit, but the accuracy cuts it at 0.5. For a logit, the middle between yes and no is "
        "0: what lies between 0 and 0.5 counts as a no, although the model leans to yes.",
        "Use `keras.metrics.BinaryAccuracy(threshold=0)`, or end in a sigmoid.",
    ),
    MetricProblem.THRESHOLD_FOR_LOGITS: (
        "Your one unit gives a probability, but the accuracy cuts it far from 0.5, the middle between yes and no.",
        "Leave the `threshold` of the accuracy at 0.5, or drop the activation and cut the logit at 0.",
    ),
    MetricProblem.OTHER_LABELS: (
        "The reported accuracy is meant for another form of labels or outputs.",
        'With one probability or two units, `metrics=["accuracy"]` lets Keras choose. For one logit, use '
        "`keras.metrics.BinaryAccuracy(threshold=0)`.",
    ),
}

#: What reaches the base instead of −1 … 1 → the name of the mistake, and one next step.
SCALING_PROBLEMS: dict[Scaling, tuple[str, str]] = {
    Scaling.SYMMETRIC: ("", ""),
    Scaling.UNIT: (
        "scaling by 255",
        "Dividing by 255 gives 0 to 1. Find factor and offset that give −1 to 1.",
    ),
    Scaling.RAW: (
        "no scaling",
        "Add a layer in front of the base that turns 0 into −1 and 255 into 1.",
    ),
    Scaling.TWICE: (
        "scaled twice",
        "Scale once: find the second place where pixels are scaled, and remove it.",
    ),
    Scaling.RELATIVE: (
        "scaled by its own range",
        "Use the same factor and offset for every pixel of every picture, whatever else is in the picture.",
    ),
    Scaling.SWAPPED: (
        "red and blue swapped",
        "Leave the three colours in the order in which the picture has them.",
    ),
    **dict.fromkeys(
        (Scaling.CAFFE, Scaling.TORCH, Scaling.OTHER),
        (
            "other scaling",
            "Work out factor and offset so that 0 becomes −1 and 255 becomes 1. Other networks are prepared for in "
            "other ways.",
        ),
    ),
}


def scaling_observed(probe: ScalingProbe) -> str:
    """What was seen of a scaling that is not from −1 to 1."""
    if probe.kind is Scaling.RELATIVE:
        return (
            f"Black and white do. A picture that is dark grey all over (64) reaches it as {probe.dim:.2g}, not as −0.5."
        )
    if probe.kind is Scaling.SWAPPED:
        return "Black and white do, but red and blue have changed places."
    return f"Black reaches it as {probe.low:.3g} and white as {probe.high:.3g}."
