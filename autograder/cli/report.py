"""``autograder report``: the page about a graded class."""

from __future__ import annotations

from autograder.cli.console import out
from autograder.cli.options import GradedClass


def report(folder: GradedClass) -> None:
    """Write the report about a graded class again: one HTML file."""
    from autograder.classes.results import class_results
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_class_page

    with ClassStore(folder) as store:
        out.print(str(write_class_page(class_results(store), folder)), highlight=False, soft_wrap=True)
