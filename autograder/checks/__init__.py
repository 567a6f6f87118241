"""What hidden graders are written with: points, feedback and probes."""

from autograder.checks.answers import expect_integer, expect_model, expect_number, expect_shape
from autograder.checks.feedback import CheckFailed, Feedback, NotAnswered, require
from autograder.checks.pictures import HandedOut, Pictures
from autograder.checks.points import points
from autograder.checks.submission import Submission

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
