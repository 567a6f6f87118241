"""Results as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, Template, select_autoescape
from markupsafe import Markup, escape

from autograder.reports.numbers import number
from autograder.reports.table import MARKS
from autograder.reports.texts import printable
from autograder.results import Report
from autograder.texts import clean


def results_page(title: str, reports: Sequence[tuple[str, Report]]) -> str:
    """HTML with one section per ``(label, report)``; needs no network."""
    marks = {status.value: symbol for status, (symbol, _) in MARKS.items()}
    return _template().render(title=title, reports=reports, marks=marks)


@cache
def _template() -> Template:
    """Compiled once: a class has a page for each student."""
    environment = Environment(
        loader=PackageLoader("autograder.reports"), autoescape=select_autoescape(), finalize=printable
    )
    environment.filters["feedback"] = _feedback
    environment.filters["inline"] = _inline
    environment.filters["number"] = number
    return environment.get_template("page.html")


def _feedback(markdown: str) -> Markup:
    """The little Markdown that feedback uses: paragraphs, bold and code."""
    return Markup("".join(f"<p>{_inline(paragraph)}</p>" for paragraph in clean(markdown).split("\n\n")))


def _inline(markdown: str) -> Markup:
    """Bold and code within a paragraph."""
    html = str(escape(clean(markdown)))
    for mark, tag in (("**", "strong"), ("`", "code")):
        pieces = html.split(mark)
        html = "".join(piece if index % 2 == 0 else f"<{tag}>{piece}</{tag}>" for index, piece in enumerate(pieces))
    return Markup(html)
