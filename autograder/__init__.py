"""A transfer-learning course that grades itself."""

from autograder.portable import PORTABLE, take_away

__version__ = "0.1.0"

if PORTABLE:
    take_away()
