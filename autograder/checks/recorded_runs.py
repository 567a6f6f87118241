"""What students keep of the runs that they compare: the items that ``lab.record_run`` returns."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from autograder.checks.answers import in_words
from autograder.checks.judging import fact, fail
from autograder.checks.pictures import Pictures
from autograder.checks.submission import Submission

MOST_RUNS = 500  # nobody records more by training


class Run(BaseModel):
    """One run of a strategy, as far as it is judged.

    Attributes:
        strategy: its name.
        trainable_parameters: of the model that came of it.
        seconds: that it took.
        balanced_accuracy: from 0 to 1.
        pixels: the sum of those it was judged on; missing in records of a student's own making.
    """

    strategy: str
    trainable_parameters: int
    seconds: float
    balanced_accuracy: float = Field(ge=0, le=1)
    pixels: Any = None

    def judged_on(self, pictures: Pictures) -> bool | None:
        """Whether it was judged on these pictures, by the sum of their pixels; None where that is not known."""
        return self.pixels == pictures.pixel_sum if type(self.pixels) is int else None


_RUNS = TypeAdapter(Annotated[list[Run], Field(min_length=1, max_length=MOST_RUNS)])


@fact
def recorded_runs(submission: Submission, name: str) -> list[Run]:
    """The student keeps a list of runs under this name, which are returned.

    Raises:
        NotAnswered, CheckFailed: as :meth:`Submission.value`, and where it is another thing.
    """
    value = submission.value(name)
    try:
        return _RUNS.validate_python(value)
    except ValidationError:
        fail("not recorded", name=f"`{name}`", answer=in_words(value))
