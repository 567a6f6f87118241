"""``autograder doctor``: it works everywhere, and finds what is there."""

from __future__ import annotations

import json

from tests.cli.running import run


def test_it_works_outside_of_a_course_and_says_so(tmp_path):
    done = run("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 0
    (course,) = (finding for finding in map(json.loads, done.stdout.splitlines()) if finding["topic"] == "course")
    assert course["fine"] is False
    assert "No course was found" in course["value"]


def test_it_says_what_is_there(repository):
    findings = [json.loads(line) for line in run("doctor", "--json", cwd=repository).stdout.splitlines()]
    topics = {finding["topic"] for finding in findings}
    assert topics == {"machine", "packages", "isolation", "course"}
    assert all(finding["fine"] is not False for finding in findings if finding["topic"] in ("packages", "course"))
