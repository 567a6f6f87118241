"""What reports are made of: computed from the store once, in brief, the latest attempts only."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.classes.people import HandedIn, Student
from autograder.classes.results import class_results
from autograder.classes.store import Result
from tests.classes.fake_worker import report_of
from tests.classes.test_similarity import OWN, RENAMED, STUB


def test_the_official_results_of_the_latest_attempts(store):
    ada = (Student("1", "Ada"),)
    handed_in = [
        (HandedIn(ada, Path("a"), 1, latest=False), "graded PP"),
        (HandedIn(ada, Path("b"), 2), "graded PF"),
        (HandedIn((Student("2", "Bo"),), Path("c")), "ungradable"),
        (HandedIn((Student("3", "Bo"),), Path("d")), "graded FF"),
    ]
    store.set_class((item, f"d{place}") for place, (item, _) in enumerate(handed_in))
    for place, (_, text) in enumerate(handed_in):
        store.keep(Result(f"d{place}", report_of("graded PP", f"d{place}")), "another grader")
        cells = {1: tuple(OWN), 3: tuple(RENAMED)}.get(place, ())
        store.keep(Result(f"d{place}", report_of(text, f"d{place}"), cells, crashed=place == 3), "g1")
    store.set_fact("handed_out", json.dumps(STUB))
    store.set_fact("remarks", json.dumps(["one"]))
    results = class_results(store)
    assert (results.assignment, results.title, results.grader) == ("hw9_toy", "hw9_toy", "g1")
    assert results.remarks == ("one",)
    assert results.max_score == 3
    assert [(one.handed_in.label, one.score, one.passed, one.checks, one.crashed) for one in results.latest] == [
        ("Ada", 1, 1, 2, False),
        ("Bo", None, 0, 0, False),
        ("Bo", 0, 0, 2, True),
    ]
    assert results.latest[0].first_feedback == "T.2: something else"
    assert results.statistics.points == [1, 0]
    (pair,) = results.pairs
    assert (pair.first, pair.second) == ("Ada", "Bo #2")


def test_a_title_is_told_where_there_is_one(store):
    store.set_fact("title", "Toy")
    results = class_results(store)
    assert (results.title, results.latest, results.max_score) == ("Toy", (), 0)
