"""``autograder verify``: proofs before anything is handed out."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from autograder.cli.console import bar, err, out, print_json, steps
from autograder.cli.options import (
    CourseDir,
    DataName,
    Json,
    Names,
    ProfileName,
    chosen_assignments,
    work_on,
    work_on_drawn,
)


def verify(
    names: Names = None,
    profile: ProfileName = None,
    data: DataName = None,
    corpus: Annotated[
        bool, typer.Option("--corpus", help="Grade the corpus of submissions with known verdicts instead.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="With --corpus: grade all of it, even what is known from an earlier run.")
    ] = False,
    hostile: Annotated[
        bool, typer.Option("--hostile", help="Attack the grader instead, in every kind of sandbox.")
    ] = False,
    as_json: Json = False,
    course: CourseDir = None,
) -> None:
    """Check each assignment: full marks for the solution, at most 10 % for the stub, no secret in the student zip."""
    if hostile:
        fine = _verify_hostile(as_json)
    elif corpus:
        fine = _verify_corpus(names, everything, as_json)
    else:
        fine = _verify_assignments(names, profile, data, as_json)
    raise typer.Exit(0 if fine else 1)


def _verify_assignments(names: list[str] | None, profile: str | None, data: str | None, as_json: bool) -> bool:
    """Build and grade each assignment; whether all claims hold."""
    from autograder.authoring.tables import verification_table
    from autograder.authoring.verify import verify_assignment

    fine = True
    course, pictures = work_on(profile, data, quiet=as_json)
    for assignment in chosen_assignments(course, names):
        with bar() as progress:
            task = progress.add_task(assignment.short, total=None)
            found = verify_assignment(assignment, pictures, on_step=steps(progress, task, assignment.short))
        fine = fine and found.fine
        if as_json:
            print_json(found.as_json())
        else:
            out.print(verification_table(found))
    return fine


def _verify_hostile(as_json: bool) -> bool:
    """Try every attack in every setting; whether none succeeded and all could be tried."""
    from autograder.assurance.hostile.attacks import load_attacks
    from autograder.assurance.hostile.run import totals, try_attacks
    from autograder.assurance.hostile.settings import DEFENDED
    from autograder.assurance.hostile.table import hostile_table

    attacks = load_attacks()
    settings = [setting for setting in DEFENDED if not setting.why_not()]
    tried = []
    with bar() as progress:
        task = progress.add_task("starting TensorFlow", total=len(attacks) * len(settings))
        for one in try_attacks(attacks, settings):
            tried.append(one)
            progress.update(task, description=f"{one.setting.value}: {one.attack.title}", advance=1)
    (err if as_json else out).print(hostile_table(tried))
    found = totals(tried)
    _print_totals(found, as_json)
    return found["succeeded"] == 0 and len(settings) > 0


def _verify_corpus(names: list[str] | None, everything: bool, as_json: bool) -> bool:
    """Grade the corpus; whether all verdicts are right."""
    from autograder.assurance.corpus.cases import load_cases
    from autograder.assurance.corpus.judging import totals
    from autograder.assurance.corpus.matrix import corpus_table
    from autograder.assurance.corpus.run import grade_corpus

    all_judged = []
    for assignment in chosen_assignments(work_on_drawn(quiet=as_json), names):
        cases = load_cases(assignment.name)
        judged = []
        with bar() as progress:
            task = progress.add_task(assignment.short, total=len(cases))
            for one in grade_corpus(assignment, cases=cases, everything=everything):
                judged.append(one)
                progress.update(task, description=f"{assignment.short}: {len(judged)} of {len(cases)}", advance=1)
                if not err.is_terminal:  # a log has no bar
                    err.print(escape(f"{len(judged)} of {len(cases)}: {one.summary}"), highlight=False)
        (err if as_json else out).print(corpus_table(judged))
        all_judged += judged
    _print_totals(totals(all_judged), as_json)
    return all(one.right for one in all_judged)


def _print_totals(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        out.print(", ".join(f"{value} {name.replace('_', ' ')}" for name, value in found.items()), highlight=False)
