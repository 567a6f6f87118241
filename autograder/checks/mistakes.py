"""The misconceptions that the course is about, and what checks call each of them.

A check that fails may name a mistake (:attr:`autograder.checks.feedback.Feedback.mistake`). Those names that stand
for one of the 35 are listed here, so that each has a message of its own and none is named for another. What else
checks name is particular to one task.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One misconception.

    Attributes:
        number: in the course's list.
        text: what people do.
        names: what checks call it.
        where: short names of the assignments in which it can occur and is named.
        remark: why it is named in no assignment, or what else there is to know.
    """

    number: int
    text: str
    names: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    remark: str = ""


MISTAKES: tuple[Mistake, ...] = (
    Mistake(1, "pixels are scaled to 0 … 1", ("scaling by 255",), ("hw2", "hw4", "hw5")),
    Mistake(2, "pixels are scaled twice", ("scaled twice",), ("hw2", "hw4", "hw5")),
    Mistake(3, "pixels are not scaled at all", ("no scaling",), ("hw2", "hw4", "hw5")),
    Mistake(4, "unfrozen, but not compiled again", ("not compiled again",), ("hw3", "hw5")),
    Mistake(5, "fine-tuning at the rate of the head", ("fine-tuning at the rate of the head",), ("hw3",)),
    Mistake(6, "the base is unfrozen under a random head", ("unfrozen under a random head",), ("hw3",)),
    Mistake(7, "freezing misses layers", ("freeze misses layers", "not frozen"), ("hw1", "hw2", "hw3", "hw5")),
    Mistake(8, "the slice is the wrong way round", ("slice sign wrong",), ("hw3",)),
    Mistake(9, "the head, or the whole model, is frozen", ("head frozen",), ("hw2", "hw3", "hw5")),
    Mistake(
        10,
        "BatchNormalization is unfrozen and replaces its averages",
        ("batch norm unfrozen", "batch norm updating"),
        ("hw2", "hw3"),
    ),
    Mistake(
        11,
        "the base is called with training=True",
        ("called with training=True",),
        ("hw2",),
        "In Keras 3, fit decides, and a frozen BatchNormalization never updates: it does harm only together with 10.",
    ),
    Mistake(12, "probabilities, and a loss that expects logits", ("probabilities_as_logits",), ("hw2", "hw4", "hw5")),
    Mistake(
        13,
        "logits, and a loss that expects probabilities",
        ("logits_as_probabilities",),
        ("hw2", "hw3", "hw4", "hw5"),
    ),
    Mistake(14, "a softmax over a single unit", ("softmax_of_one",), ("hw5",)),
    Mistake(15, "a single unit with a categorical loss", ("one_unit_for_classes",), ("hw5",)),
    Mistake(
        16,
        "sigmoids with a categorical loss, or a softmax with a binary one",
        ("sigmoid_for_classes", "softmax_for_binary"),
        ("hw2", "hw5"),
    ),
    Mistake(17, "the accuracy of a logit is cut at 0.5", ("threshold_for_probabilities",), ("hw5",)),
    Mistake(
        18, "another number of classes, or labels in another form", ("output width", "labels"), ("hw2", "hw3", "hw5")
    ),
    Mistake(19, "the old top is still on", ("include_top",), ("hw2", "hw5")),
    Mistake(20, "Flatten where pooling was asked for", ("flatten",), ("hw2",)),
    Mistake(21, "the base has random weights", ("weights=None",), ("hw1", "hw2", "hw5")),
    Mistake(22, "another network's preprocessing", ("other scaling",), ("hw2", "hw4", "hw5")),
    Mistake(
        23,
        "training and validation share pictures",
        ("leakage", "validated on other pictures"),
        ("hw1", "hw2", "hw3", "hw4", "hw5"),
    ),
    Mistake(
        24,
        "the test set is used for validation",
        remark="Nobody has the test pictures: they are never handed out.",
    ),
    Mistake(
        25,
        "validation pictures are augmented",
        remark="Augmentation is made of layers here, which are off while validating; no task asks for a data function.",
    ),
    Mistake(26, "any gap is called overfitting", ("any gap is overfitting",), ("hw4",)),
    Mistake(27, "high accuracy is called overfitting", ("high accuracy is overfitting",), ("hw4",)),
    Mistake(28, "validation above training is called a bug", ("validation above training",), ("hw4",)),
    Mistake(29, "only the accuracy is read, and a rising loss ignored", ("accuracy only",), ("hw4",)),
    Mistake(30, "over- and underfitting are swapped", ("over- and underfitting swapped",), ("hw4",)),
    Mistake(31, "training that does not work is called overfitting", ("rate called overfitting",), ("hw4",)),
    Mistake(32, "early stopping without the best weights", ("no restore_best_weights",), ("hw4",)),
    Mistake(33, "one EarlyStopping for both phases", ("early stopping reused",), ("hw3",)),
    Mistake(34, "parameters miscounted after a partial freeze", ("parameter count after a partial freeze",), ("hw3",)),
    Mistake(35, "a layer is built and never called", ("layer never called",), ("hw2", "hw5")),
)

#: What checks call a mistake of the catalogue → its number.
NUMBERS: dict[str, int] = {name: mistake.number for mistake in MISTAKES for name in mistake.names}
