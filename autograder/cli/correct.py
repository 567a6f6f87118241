"""``autograder correct``: an instructor's decisions about points, which last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder.cli.console import err, note, out, print_json
from autograder.cli.options import GradedClass, Json
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.classes.corrections import Correction
    from autograder.classes.people import Student
    from autograder.classes.roll import Roll
    from autograder.classes.store import ClassStore

Scores = dict[str, float | None]


def correct(
    folder: GradedClass,
    students: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STUDENT]...", help="Whose: id, e-mail address or name.", show_default=False),
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="For the whole class.")] = False,
    check: Annotated[str, typer.Option(help="Correct this check, e.g. 2.2.2: full points, or --points.")] = "",
    points: Annotated[
        float | None, typer.Option(help="Points for the check; without --check, for the whole submission.")
    ] = None,
    extra: Annotated[float | None, typer.Option(help="Points in addition to the checks; may be negative.")] = None,
    excuse: Annotated[bool, typer.Option("--excuse", help="The assignment does not count.")] = False,
    forgive_days: Annotated[float | None, typer.Option(help="This many days of lateness cost nothing.")] = None,
    why: Annotated[str, typer.Option(help="The reason; the student reads it.")] = "",
    table: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Many at once: a table such as corrections.csv.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the latest one, or the one for --check.")] = False,
    as_json: Json = False,
) -> None:
    """Correct points in a graded class; corrections are kept when it is graded again.

    They appear in every gradebook, and the student reads them with the reason. Without any correction, the current ones
    are listed.
    """
    from autograder.classes.corrections import EVERYONE
    from autograder.classes.corrections_file import decided, read_corrections
    from autograder.classes.roll import Roll
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs

    with ClassStore(folder) as store:
        roll = Roll(store)
        chosen = [EVERYONE] if everyone else []
        chosen += [roll.find(name) for name in students or ()]
        asked = bool(check) or excuse or any(value is not None for value in (points, extra, forgive_days))
        if not (undo or asked or table):
            _list(store, chosen, as_json=as_json)
            return
        if not chosen and not table:
            raise AutograderError("It is not clear whose points are meant.", "Name students, or add --everyone.")
        before = _scores(store)
        if undo:
            done = _undone(store, chosen, check)
        else:
            wanted = [
                item
                for student in chosen
                for item in decided(
                    *(student, why), check=check, points=points, extra=extra, excuse=excuse, forgive_days=forgive_days
                )
            ]
            if table:
                wanted += read_corrections(table.name, _content(table), roll.find)
            done = _kept(store, roll, wanted)
        files = write_outputs(store, folder, note)
        _say(done, before, _scores(store), roll, undo=undo, as_json=as_json)
    if not as_json:
        for file in files:
            out.print(f"  {file}", highlight=False, soft_wrap=True)


def _content(table: Path) -> bytes:
    try:
        return table.read_bytes()
    except OSError as problem:
        raise AutograderError(f"{table} cannot be read: {problem.strerror}.", "Give a CSV file.") from problem


def _kept(store: ClassStore, roll: Roll, wanted: Iterable[Correction]) -> list[Correction]:
    wanted = [replace(item, digest=roll.digest_of(item.student)) for item in wanted]
    for item in wanted:
        roll.check_sense(item)
    return store.ledger.add(wanted)


def _undone(store: ClassStore, students: Sequence[Student], check: str) -> list[Correction]:
    standing = store.ledger.standing()
    done = []
    for student in students:
        mine = [item for item in standing if item.student.id == student.id and (not check or item.check == check)]
        if not mine:
            about = f"check {check} of {student}" if check else str(student)
            raise AutograderError(
                f"Nothing was corrected about {about}.", f"autograder correct {store.path.parent} lists what was."
            )
        done.append(mine[-1])
    store.ledger.undo(done)
    return done


def _scores(store: ClassStore) -> Scores:
    return {
        student.id: attempt.report.score if attempt.report.counts else None
        for attempt in store.graded(store.fact("grader"))
        if attempt.handed_in.counts
        for student in attempt.handed_in.students
    }


def _say(done: Sequence[Correction], before: Scores, after: Scores, roll: Roll, *, undo: bool, as_json: bool) -> None:
    """What was done, and what it has changed."""
    for item in done:
        if as_json:
            print_json({**_as_json(item), "undone": undo})
            continue
        out.print(Text(f"{'Undone: ' if undo else ''}{item.student}: {item.what}"), soft_wrap=True)
        if (partners := roll.partners(item.student)) and not undo:
            names = ", ".join(map(str, partners))
            err.print(Text(f"{item.student} handed in together with {names}, whose points stay."), soft_wrap=True)
    if not done:
        err.print("Nothing is new.")
    for who in sorted({**before, **after}):
        old, new = before.get(who), after.get(who)
        if old == new:
            continue
        if as_json:
            print_json({"student": who, "before": old, "after": new})
        else:
            out.print(Text(f"{who}: {_points(old)} → {_points(new)}"), soft_wrap=True)


def _list(store: ClassStore, students: Sequence[Student], *, as_json: bool) -> None:
    standing = store.ledger.standing()
    wanted = {student.id for student in students}
    shown = [item for item in standing if not wanted or item.student.id in wanted]
    for item in shown:
        if as_json:
            print_json(_as_json(item))
        else:
            out.print(Text(f"{item.student}: {item.what}. {item.why}"), soft_wrap=True)
    if not shown:
        err.print("Nothing was corrected.")


def _as_json(item: Correction) -> dict[str, object]:
    return {
        "student": item.student.id,
        "kind": item.kind.value,
        "check": item.check,
        "value": item.value,
        "why": item.why,
    }


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
