"""Procedurally drawn animals, the data of the default profile."""

from autograder.datasets.doodles.scene import SOURCE_CLASSES, TARGET_CLASSES, render
from autograder.datasets.doodles.sets import hidden_set, student_sets, write_hidden, write_student_arrays
from autograder.datasets.doodles.sheets import contact_sheet

__all__ = [
    "SOURCE_CLASSES",
    "TARGET_CLASSES",
    "contact_sheet",
    "hidden_set",
    "render",
    "student_sets",
    "write_hidden",
    "write_student_arrays",
]
