"""Pictures that students and instructors see: also for people who see few colours, or nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from autograder.reports.table import MARKS
from tests.course.accessibility.colours import OKABE_ITO, WITHOUT, contrast, distance, is_grey

REPOSITORY = Path(__file__).resolve().parents[3]
LAB = REPOSITORY / "assignments" / "lab"
PLOTTING = [
    path
    for path in (*sorted(LAB.glob("*.py")), REPOSITORY / "autograder" / "assurance" / "calibration" / "plot.py")
    if "#" in path.read_text("utf-8") and "axes" in path.read_text("utf-8")
]
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b")
TELLING_APART = 15  # ΔE; 2 is just to be seen side by side, and lines of a plot are thin and far from each other


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(REPOSITORY / "assignments"))
    import lab

    yield lab
    for name in [name for name in sys.modules if name == "lab" or name.startswith("lab.")]:
        del sys.modules[name]


def colours(path: Path) -> set[str]:
    return {found.upper() for found in _COLOUR.findall(path.read_text("utf-8"))}


def test_plots_are_found() -> None:
    assert {path.name for path in PLOTTING} >= {
        "plots.py",
        "races.py",
        "guesses.py",
        "scores.py",
        "tuning.py",
        "runs.py",
        "histories.py",
        "choices.py",
        "plot.py",
    }


@pytest.mark.parametrize("path", PLOTTING, ids=lambda path: path.name)
def test_plots_take_their_colours_from_one_palette(path: Path) -> None:
    assert {colour for colour in colours(path) if not is_grey(colour)} <= OKABE_ITO


@pytest.mark.parametrize("path", PLOTTING, ids=lambda path: path.name)
@pytest.mark.parametrize("without", WITHOUT)
def test_colours_of_one_module_are_told_apart(path: Path, without: str) -> None:
    strong = sorted(colour for colour in colours(path) if not is_grey(colour))
    alike = [(one, other) for one, other in combinations(strong, 2) if distance(one, other, without) < TELLING_APART]
    assert alike == []


@pytest.mark.parametrize("path", PLOTTING, ids=lambda path: path.name)
def test_lines_and_bars_stand_out_from_the_page(path: Path) -> None:
    """WCAG 2.1, 1.4.11: three to one for what is needed to understand a graphic."""
    assert {colour for colour in colours(path) if not is_grey(colour) and contrast(colour, "#fff") < 3} == set()


def test_series_differ_in_more_than_colour(lab: Any) -> None:
    from lab.choices import _CHOSEN, _RUN
    from lab.guesses import _GUESSED, _MEASURED
    from lab.plots import _TRAINING, _VALIDATION
    from lab.races import _HATCHES, _STYLES
    from lab.runs import _FITS, _TOO_MUCH
    from lab.tuning import _FROZEN, _LEARNS

    for styles in ((_TRAINING, _VALIDATION), _STYLES):
        assert len({style["marker"] for style in styles}) == len(styles)
        assert len({style["linestyle"] for style in styles}) == len(styles)
    assert len(set(_HATCHES)) == len(_HATCHES) >= 2
    assert _FROZEN.get("hatch") != _LEARNS.get("hatch")
    assert _FITS[1] != _TOO_MUCH[1]
    assert _GUESSED["marker"] != _MEASURED["marker"]
    assert _CHOSEN["marker"] != _RUN["marker"]


def test_verdicts_differ_in_more_than_colour(lab: Any) -> None:
    from lab.grader import State

    assert len({state.value[0] for state in State}) == len(State)
    assert len({symbol for symbol, _ in MARKS.values()}) == len(MARKS)


class Images(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found.append(dict(attrs))


CURVES = {
    "accuracy": [0.5, 0.7, 0.9],
    "val_accuracy": [0.4, 0.6, 0.55],
    "loss": [1.2, 0.8, 0.3],
    "val_loss": [1.3, 0.9, 1.1],
    "seconds": [1.0, 1.0, 1.1],
}


def _plots(lab: Any) -> Iterator[tuple[str, Any]]:
    import numpy as np

    pictures = np.random.default_rng(0).integers(0, 256, (6, 96, 96, 3), dtype="uint8")
    yield "show_images", lambda: lab.show_images(pictures, np.array([0, 0, 1, 1, 2, 2]), ("cat", "dog", "fox"))
    yield "plot_history", lambda: lab.plot_history(CURVES)
    yield "plot_curves", lambda: lab.plot_curves({"A": CURVES, "B": CURVES})
    yield "plot_race", lambda: lab.plot_race({"from scratch": CURVES, "pretrained": CURVES})
    yield "plot_accuracy_by_examples", lambda: lab.plot_accuracy_by_examples({"head": {5: 0.6, 40: 0.9}}, guessing=0.2)
    yield "several draws", lambda: lab.plot_accuracy_by_examples({"head": {5: (0.6, 0.5, 0.7), 40: (0.9, 0.8, 0.9)}})
    yield "plot_phases", lambda: lab.plot_phases(CURVES, CURVES)
    yield "compare_guesses", lambda: lab.compare_guesses({"one": 0.5, "other": ...}, {"one": 0.6, "other": 0.3})
    yield "plot_scores", lambda: lab.plot_scores({"one": 0.5, "other": [0.5, 0.6]}, guessing=0.2)
    yield "plot_choice", lambda: lab.plot_choice([0.5, 0.9, 0.8], [0.6, 0.7, 0.8])
    scores, truth = np.array([0.9, 0.6, 0.4]), np.array([1, 0, 1])
    yield "plot_costs", lambda: lab.plot_costs(scores, truth, 5, 1, 0.4)
    yield "plot_rates", lambda: lab.plot_rates({0.1: CURVES, 0.01: CURVES})
    yield (
        "plot_depths",
        lambda: lab.plot_depths({"one": {"first": 0.5, "last": 0.8}, "other": {"first": 0.4, "last": 0.3}}),
    )
    yield "plot_strategies", lambda: lab.plot_strategies({"head only": (0.8, 3.0), "top blocks": (0.85, 9.0)})


def test_every_plot_is_described(lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The description is in the picture's ``alt`` and in its plain text, and says what is to be seen."""
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: shown.append(bundle))
    for name, draw in _plots(lab):
        shown.clear()
        draw()
        assert shown, name
        for bundle in shown:
            (image,) = Images(bundle["text/html"]).found
            assert len(image["alt"] or "") > 30, name
            assert image["alt"] == bundle["text/plain"], name


def test_no_picture_goes_past_the_description() -> None:
    """Figures are made and shown by the two functions that ask for a description."""
    for path in LAB.glob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"\bplt\b|pyplot", text), path
        if path.name != "plots.py":
            assert "savefig" not in text, path
            assert text.count("_figure(") <= text.count("_show("), path


def test_pages_have_enough_contrast() -> None:
    """WCAG 2.1, 1.4.3: four and a half to one for text, on both backgrounds, by day and by night."""
    templates = REPOSITORY / "autograder" / "reports" / "templates"
    for name in ("page.html", "class.css"):
        by_day, by_night = _variables((templates / name).read_text("utf-8"))
        for variables in (by_day, {**by_day, **by_night}):
            for text in variables.keys() - {"paper", "card", "line", "head"}:
                for ground in ("paper", "card", "head"):
                    if ground in variables:
                        found = contrast(variables[text], variables[ground])
                        assert found >= 4.5, (name, text, ground, round(found, 2))


def _variables(style: str) -> list[dict[str, str]]:
    found = [dict(re.findall(r"--(\w+): (#\w+);", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)]
    assert len(found) == 2
    return found
