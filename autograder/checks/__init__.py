"""What hidden graders are written with: points, feedback and probes."""

from autograder.grading.expect import expect_integer, expect_model, expect_number, expect_shape
from autograder.grading.feedback import CheckFailed, Feedback, NotAnswered, require
from autograder.grading.pictures import HandedOut, Pictures
from autograder.grading.points import points
from autograder.grading.submission import Submission

__all__ = [
    "CheckFailed",
    "Feedback",
    "HandedOut",
    "NotAnswered",
    "Pictures",
    "Submission",
    "expect_integer",
    "expect_model",
    "expect_number",
    "expect_shape",
    "points",
    "require",
]
