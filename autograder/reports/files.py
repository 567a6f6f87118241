"""Write a report to a folder: results.json in Gradescope's schema, and a page."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.gradescope.results_json import to_gradescope
from autograder.reports.page import results_page
from autograder.results import Report
from autograder.texts import one_line


def write_report(report: Report, folder: Path) -> Path:
    """Write ``results.json`` and ``index.html`` to ``folder``; returns the former."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "results.json"
    path.write_text(json.dumps(to_gradescope(report), indent=2), encoding="utf-8")
    label = one_line(Path(report.submission).name)
    (folder / "index.html").write_text(results_page(f"Results for {label}", [(label, report)]), encoding="utf-8")
    return path
