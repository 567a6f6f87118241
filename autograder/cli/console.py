"""What all commands say, and how: results on the standard output, everything else on the other one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.segment import Segment
from rich.text import Text

from autograder.errors import AutograderError
from autograder.texts import clean

if TYPE_CHECKING:
    from autograder.classes.run import Tally
    from autograder.course import CourseFolder
    from autograder.datasets.picture_profiles import Profile


class TerminalConsole(Console):
    """Rich's, which prints no control character but its own, whatever a text holds."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As Rich does, with the texts cleaned."""
        for segment in super().render(renderable, options):
            text = segment.text
            fine = segment.control or (text.isprintable() and text.isascii())
            yield segment if fine else segment._replace(text=clean(text, len(text) + 1))


out = TerminalConsole()
err = TerminalConsole(stderr=True)


def announce(course: CourseFolder, profile: Profile | None = None) -> None:
    """Say which course a command works on, and with which pictures."""
    pictures = f" · pictures: {_named(profile)}" if profile else ""
    err.print(escape(f"Course: {course.root}{pictures}"), style="dim", highlight=False, soft_wrap=True)


def _named(profile: Profile) -> str:
    """The name by which commands know the pictures, and the title of photos if that is another."""
    title = profile.description.title if profile.data else profile.name
    return title if title.casefold() == profile.name.casefold() else f"{profile.name} ({title})"


def print_json(content: Any) -> None:
    """One JSON object (or list) in a line, at once."""
    print(json.dumps(content), flush=True)


def note(sentence: str) -> None:
    """Something to know that is no error."""
    err.print(Text.assemble(("Note: ", "yellow"), sentence), highlight=False, soft_wrap=True)


def print_error(problem: AutograderError) -> None:
    """What is wrong, and what to do next."""
    err.print(f"[bold red]Error:[/] {escape(problem.message)}")
    if problem.next_step:
        err.print(f"[bold]Next step:[/] {escape(problem.next_step)}")


def print_fault(fault: str) -> None:
    """A fault of the grader's own, with its traceback."""
    err.print("[bold magenta]Fault in the grader, not in the submission:[/]")
    err.print(fault, markup=False, highlight=False)


def bar() -> Progress:
    """A bar, to be entered; it goes when it is done."""
    return _bar(TimeElapsedColumn())


def counting_bar(*columns: ProgressColumn) -> Progress:
    """A bar that says how many of how many; with further columns."""
    return _bar(MofNCompleteColumn(), TimeElapsedColumn(), *columns)


@contextmanager
def share_bar() -> Iterator[Callable[[str, float], None]]:
    """A bar that is moved with a text and the share that is done."""
    with bar() as progress:
        task = progress.add_task("starting", total=1.0)
        yield lambda text, share: progress.update(task, description=text, completed=share)


class TimeLeft:
    """How long work will still take, judged by what was done of it since the first look.

    Args:
        now: the time in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._start: tuple[float, float] | None = None

    def __call__(self, share: float) -> str:
        """Words to put behind what is being done, with a comma in front; none while nothing can be said.

        Args:
            share: of the work that is done, 0 to 1.
        """
        from autograder.reports.numbers import clock

        self._start = self._start or (self._now(), share)
        since, first = self._start
        if not first < share < 1:
            return ""
        return f", about {clock((self._now() - since) * (1 - share) / (share - first))} left"


@contextmanager
def class_bar() -> Iterator[Callable[[Tally], None]]:
    """A bar with the rate, the time left, and failures so far; lines instead where there is no terminal."""
    with counting_bar(TextColumn("{task.fields[rest]}", markup=False)) as progress:
        task = progress.add_task("grading", total=None, rest="starting")
        warned = False

        def show(tally: Tally) -> None:
            nonlocal warned
            if tally.suspicion and not warned:
                warned = True
                err.print(escape(tally.suspicion), style="bold red", highlight=False)
                err.print(
                    "The others are graded all the same. To stop: Ctrl-C, then autograder verify and autograder doctor."
                )
            progress.update(task, total=tally.total, completed=tally.done, rest=_rest(tally))
            if not err.is_terminal and (tally.graded % 25 == 0 or tally.done == tally.total):
                err.print(f"{tally.done} of {tally.total}, {_rest(tally)}", highlight=False)

        yield show


def steps(progress: Progress, task: TaskID, label: str, advance: float | None = None) -> Callable[[str], None]:
    """Tells on a bar what begins, behind a label."""
    return lambda text: progress.update(task, description=f"{label}: {text}", advance=advance)


def _bar(*columns: ProgressColumn) -> Progress:
    first = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(bar_width=30))
    return Progress(*first, *columns, console=err, transient=True)


def _rest(tally: Tally) -> str:
    from autograder.reports.numbers import clock

    parts = [f"{tally.failures} failures"]
    if tally.seconds_left is not None:
        parts = [f"{tally.per_minute:.1f}/min", f"{clock(tally.seconds_left)} left", *parts]
    return ", ".join(parts)
