"""Commands about a class work with the class that is graded without TensorFlow."""

from tests.classes.conftest import kit, store

__all__ = ["kit", "store"]
