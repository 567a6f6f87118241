"""What the supervisor needs of whatever answers for a submission: its process or, for the corpus, a recording of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from autograder.engine.jobs import StudentJob
from autograder.engine.launch import Zygote
from autograder.exchange.frames import Frame


class Answering(Protocol):
    """Answers for a submission."""

    @property
    def notes(self) -> list[str]:
        """For the student, so far."""
        ...

    @property
    def peak_memory_mb(self) -> float:
        """The most that has been used so far."""
        ...

    def start(self) -> None:
        """Run the notebook.

        Raises:
            Ended: it cannot be brought to its end.
        """
        ...

    def ask(self, request: Frame, name: str) -> Frame:
        """The answer to a request about a name."""
        ...

    def hold_still(self) -> None:
        """Use no processor until :meth:`go_on`."""
        ...

    def go_on(self) -> bool:
        """Go on; returns whether it has kept still."""
        ...

    def end(self) -> None:
        """Leave nothing behind."""
        ...


#: Takes the zygote, the job, ``time.monotonic()`` at which all is over, and what to call with each cell that starts.
MakeAnswering = Callable[[Zygote, StudentJob, float, Callable[[int], None]], Answering]
