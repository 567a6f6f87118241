"""``autograder doctor``: what this machine has."""

from __future__ import annotations

from dataclasses import asdict

from autograder.cli.console import out, print_json
from autograder.cli.options import CourseDir, Json


def doctor(as_json: Json = False, course: CourseDir = None) -> None:
    """Say what this machine has: versions, isolation layers, weights and data."""
    from autograder.authoring.doctor import examine
    from autograder.authoring.tables import findings_table

    findings = list(examine())
    if as_json:
        for finding in findings:
            print_json(asdict(finding))
    else:
        out.print(findings_table(findings))
