"""The misconceptions that the course is about, and what checks call each of them.

A check that fails may name a mistake (:attr:`autograder.checks.feedback.Feedback.mistake`). Those names that stand
for one of the 35 are listed here, so that each has a message of its own and none is named for another. What else
checks name is particular to one task.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """One misconception.

    Attributes:
        number: in the course's list.
        text: what people do.
        names: what checks call it.
        remark: why it is named in no assignment, or what else there is to know.
    """

    number: int
    text: str
    names: tuple[str, ...] = ()
    remark: str = ""


MISCONCEPTIONS: tuple[Misconception, ...] = (
    Misconception(1, "pixels are scaled to 0 … 1", ("scaling by 255",)),
    Misconception(2, "pixels are scaled twice", ("scaled twice",)),
    Misconception(3, "pixels are not scaled at all", ("no scaling",)),
    Misconception(4, "unfrozen, but not compiled again", ("not compiled again",)),
    Misconception(5, "fine-tuning at the rate of the head", ("fine-tuning at the rate of the head",)),
    Misconception(6, "the base is unfrozen under a random head", ("unfrozen under a random head",)),
    Misconception(7, "freezing misses layers", ("freeze misses layers", "not frozen")),
    Misconception(8, "the slice is the wrong way round", ("slice sign wrong",)),
    Misconception(9, "the head, or the whole model, is frozen", ("head frozen",)),
    Misconception(
        10,
        "BatchNormalization is unfrozen and replaces its averages",
        ("batch norm unfrozen", "batch norm updating"),
    ),
    Misconception(
        11,
        "the base is called with training=True",
        ("called with training=True",),
        "In Keras 3, fit decides, and a frozen BatchNormalization never updates: it does harm only together with 10.",
    ),
    Misconception(12, "probabilities, and a loss that expects logits", ("probabilities_as_logits",)),
    Misconception(
        13,
        "logits, and a loss that expects probabilities",
        ("logits_as_probabilities",),
    ),
    Misconception(14, "a softmax over a single unit", ("softmax_of_one",)),
    Misconception(15, "a single unit with a categorical loss", ("one_unit_for_classes",)),
    Misconception(
        16,
        "sigmoids with a categorical loss, or a softmax with a binary one",
        ("sigmoid_for_classes", "softmax_for_binary"),
    ),
    Misconception(17, "the accuracy of a logit is cut at 0.5", ("threshold_for_probabilities",)),
    Misconception(18, "another number of classes, or labels in another form", ("output width", "labels")),
    Misconception(19, "the old top is still on", ("include_top",)),
    Misconception(20, "Flatten where pooling was asked for", ("flatten",)),
    Misconception(21, "the base has random weights", ("weights=None",)),
    Misconception(22, "another network's preprocessing", ("other scaling",)),
    Misconception(
        23,
        "training and validation share pictures",
        ("leakage", "validated on other pictures"),
    ),
    Misconception(24, "the test set is used for validation", ("chosen by the test",)),
    Misconception(
        25,
        "validation pictures are augmented",
        remark="Augmentation is made of layers here, which are off while validating; no task asks for a data function.",
    ),
    Misconception(26, "any gap is called overfitting", ("any gap is overfitting",)),
    Misconception(27, "high accuracy is called overfitting", ("high accuracy is overfitting",)),
    Misconception(28, "validation above training is called a bug", ("validation above training",)),
    Misconception(29, "only the accuracy is read, and a rising loss ignored", ("accuracy only",)),
    Misconception(30, "over- and underfitting are swapped", ("over- and underfitting swapped",)),
    Misconception(31, "training that does not work is called overfitting", ("rate called overfitting",)),
    Misconception(32, "early stopping without the best weights", ("no restore_best_weights",)),
    Misconception(33, "one EarlyStopping for both phases", ("early stopping reused",)),
    Misconception(34, "parameters miscounted after a partial freeze", ("parameter count after a partial freeze",)),
    Misconception(35, "a layer is built and never called", ("layer never called",)),
)

#: What checks call a mistake of the catalogue → its number.
NUMBERS: dict[str, int] = {name: one.number for one in MISCONCEPTIONS for name in one.names}
