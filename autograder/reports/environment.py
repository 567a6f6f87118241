"""What templates of pages have in common."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, select_autoescape

from autograder.reports.numbers import clock
from autograder.reports.texts import printable


@cache
def page_environment() -> Environment:
    """Templates of pages about many students; everything that they print is escaped, and without control characters."""
    environment = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.filters["clock"] = clock
    return environment
