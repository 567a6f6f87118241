"""What is kept between two runs over the corpus."""

from __future__ import annotations

import os
import sqlite3

import pytest

from autograder.assurance.corpus.kept import Kept
from autograder.assurance.corpus.recording import Exchange, Recording, Standing
from autograder.errors import AutograderError
from autograder.results import Check, Outcome, Report, Status

REPORT = Report("x", "hw1_x", outcomes=[Outcome(Check("1.1", "a", 2.0), Status.PASSED, 2.0, "*Well* done.")])
STARTED = Standing(("a note",), 12.5)


@pytest.fixture
def kept(tmp_path):
    with Kept(tmp_path / "kept.sqlite") as opened:
        yield opened


def recording(*pieces: bytes) -> tuple[Recording, dict[bytes, bytes]]:
    """One answer, made of these pieces."""
    named = {f"digest of {piece[:9]!r}".encode(): piece for piece in pieces}
    exchange = Exchange(b"request", tuple(named), 0.25, Standing(("a note", "another"), 13.0))
    return Recording(STARTED, (exchange,)), named


def test_verdicts(kept):
    assert kept.verdict("k") is None
    kept.keep_verdict("k", REPORT)
    assert kept.verdict("k").as_json() == REPORT.as_json()
    assert kept.verdict("other") is None


def test_verdicts_that_were_not_used_for_longest_go_first(kept, monkeypatch):
    monkeypatch.setattr("autograder.assurance.corpus.kept.MOST_VERDICTS", 2)
    for key in ("a", "b"):
        kept.keep_verdict(key, REPORT)
    assert kept.verdict("a")
    kept.keep_verdict("c", REPORT)
    assert [key for key in "abc" if kept.verdict(key)] == ["a", "c"]


@pytest.mark.parametrize("piece", [b'{"a": 1}' * 10_000, os.urandom(200_000), b""], ids=["text", "noise", "nothing"])
def test_recordings(kept, piece):
    made, pieces = recording(b"header", piece)
    assert kept.recording("k") is None
    kept.keep_recording("k", made, pieces)
    assert kept.recording("k") == made
    assert {name: kept.piece(name) for name in pieces} == pieces


def test_what_shrinks_is_kept_small(kept):
    kept.keep_recording("k", *recording(b'{"a": 1}' * 10_000))
    assert kept.size() < 2_000


def test_pieces_are_kept_once(kept):
    base = os.urandom(100_000)
    kept.keep_recording("a", *recording(b"a", base))
    kept.keep_recording("b", *recording(b"b", base))
    assert kept.size() < 110_000


def test_a_recording_that_is_made_again_has_another_number(kept):
    assert kept.number("k") is None
    kept.keep_recording("k", *recording(b"a"))
    first = kept.number("k")
    assert kept.number("k") == first
    kept.keep_recording("k", *recording(b"a"))
    assert kept.number("k") not in (None, first)


def test_a_recording_can_be_forgotten(kept):
    kept.keep_recording("k", *recording(b"a"))
    kept.forget_recording("k")
    assert kept.recording("k") is None
    assert kept.number("k") is None


def test_the_recordings_go_that_were_not_used_for_longest(tmp_path):
    with Kept(tmp_path / "kept.sqlite", most_bytes=250_000) as kept:
        for key in ("a", "b"):
            kept.keep_recording(key, *recording(key.encode() + os.urandom(100_000)))
        assert kept.recording("a")  # b has not been used for longer now
        kept.keep_recording("c", *recording(b"c" + os.urandom(100_000)))
        assert kept.size() <= 250_000
        assert [key for key in "abc" if kept.recording(key)] == ["a", "c"]


def test_pieces_that_nobody_needs_go_first(tmp_path):
    with Kept(tmp_path / "kept.sqlite", most_bytes=250_000) as kept:
        kept.keep_recording("a", *recording(b"a" + os.urandom(100_000)))
        kept.keep_recording("b", *recording(b"b" + os.urandom(100_000)))
        kept.forget_recording("b")
        kept.keep_recording("c", *recording(b"c" + os.urandom(100_000)))
        assert [key for key in "abc" if kept.recording(key)] == ["a", "c"]


def test_a_piece_that_is_gone(kept):
    with pytest.raises(KeyError):
        kept.piece(b"x")


def test_a_failure_leaves_what_was_there(kept):
    kept.keep_recording("k", *recording(b"a"))
    made, _ = recording(b"b")
    with pytest.raises(KeyError):
        kept.keep_recording("k", made, {})
    assert kept.recording("k") == recording(b"a")[0]


def test_several_use_it_at_once(kept):
    with Kept(kept.path) as other:
        kept.keep_recording("a", *recording(b"a"))
        other.keep_recording("b", *recording(b"b"))
        assert kept.recording("b") == other.recording("b") == recording(b"b")[0]
        assert other.number("a") == kept.number("a")


def test_a_file_of_another_version_is_made_anew(tmp_path):
    path = tmp_path / "kept.sqlite"
    with Kept(path) as kept:
        kept.keep_verdict("k", REPORT)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 77")
    connection.close()
    with Kept(path) as kept:
        assert kept.verdict("k") is None
        kept.keep_verdict("k", REPORT)
    with Kept(path) as kept:
        assert kept.verdict("k")


def test_something_else_in_its_place(tmp_path):
    path = tmp_path / "kept.sqlite"
    path.write_text("something else " * 100)
    with pytest.raises(AutograderError, match="cannot be used"):
        Kept(path)
