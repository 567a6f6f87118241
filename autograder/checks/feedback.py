"""What a student reads when a check does not pass, or when their code raised an error."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.texts import one_line


@dataclass(frozen=True)
class Feedback:
    """Four plain sentences, for a student, about one misconception.

    Args:
        expected: what should be so.
        observed: what was found.
        why: why it matters.
        next_step: one thing to try next.
        mistake: the name of the misconception in the catalogue, if it is one of those.
    """

    expected: str
    observed: str
    why: str
    next_step: str
    mistake: str = ""

    def as_markdown(self) -> str:
        """The feedback as Markdown, one line a sentence, also where a student's text has lines of its own."""
        return "\n\n".join(
            f"**{title}:** {one_line(text)}"
            for title, text in (
                ("Expected", self.expected),
                ("Observed", self.observed),
                ("Why it matters", self.why),
                ("Next step", self.next_step),
            )
            if text
        )


class CheckFailed(Exception):
    """Raised by a hidden grader: the check fails and the student reads the feedback."""

    def __init__(self, feedback: Feedback) -> None:
        super().__init__(feedback.observed)
        self.feedback = feedback


class NotAnswered(Exception):
    """Raised when the stub is still there: nothing is wrong yet."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Explanation:
    """What an error that a student's code raised really means."""

    why: str
    next_step: str
    mistake: str


_NEVER_CALLED = Explanation(
    why="A layer stands there where its outputs should be. Building a layer computes nothing: it has to be called on "
    "the outputs of the layer before it.",
    next_step="Look for a layer with only one pair of brackets, such as `Dense(5)`. Write `Dense(5)(x)`.",
    mistake="layer never called",
)
_SIGNS: tuple[tuple[tuple[str, ...], Explanation], ...] = (
    (("values must be KerasTensors", "including invalid value <"), _NEVER_CALLED),
    (("Only input tensors may be passed as positional arguments", "keras.src."), _NEVER_CALLED),
    (("Only input tensors may be passed as positional arguments", "built="), _NEVER_CALLED),
    (("Attempt to convert a value (<", "built=", "to a Tensor"), _NEVER_CALLED),
    (("unsupported type (<class 'keras.src.layers",), _NEVER_CALLED),
)


def explain_error(observed: str) -> Explanation | None:
    """What is behind an error, by its text; None where that is not known."""
    return next((told for signs, told in _SIGNS if all(sign in observed for sign in signs)), None)
