"""From master notebooks to what students receive.

``solutions/*/notebook.py`` are the masters (jupytext's percent format with otter-assign markup). :func:`build_handout`
makes the student zip and the solution notebook from one; :func:`refresh_assignments` updates the committed student
copies; :func:`secrets_in_zip` proves that a student zip gives nothing away.
"""

from autograder.authoring.build import (
    Handout,
    Notebooks,
    build_handout,
    build_notebooks,
    refresh_assignments,
    stale_files,
)
from autograder.authoring.handout import write_student_zip
from autograder.authoring.leaks import Secrets, secrets_in_zip
from autograder.authoring.master import master_path, task_points

__all__ = [
    "Handout",
    "Notebooks",
    "Secrets",
    "build_handout",
    "build_notebooks",
    "master_path",
    "refresh_assignments",
    "secrets_in_zip",
    "stale_files",
    "task_points",
    "write_student_zip",
]
