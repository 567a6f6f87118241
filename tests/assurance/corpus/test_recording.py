"""Recordings of what a submission answers: cut into pieces, said again only where the very same is asked."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from autograder.assurance.corpus.recording import Diverged, Recorder, Replayer, Standing, pieces
from autograder.exchange.frames import Frame, decode, encode

BASE = np.arange(200_000, dtype="float32")


class FakeStudent:
    """Answers with the request's name and a large array; notes come and memory grows with each answer."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.peak_memory_mb = 100.0
        self.ended = False

    def start(self) -> None:
        self.notes.append("cell 1 raised")

    def ask(self, request: Frame, name: str) -> Frame:
        self.notes.append(name)
        self.peak_memory_mb += 1
        return encode({"ok": {"name": name, "base": BASE, "head": np.ones(3)}, "handle": -1})

    def end(self) -> None:
        self.ended = True


def request(name: str) -> Frame:
    return encode({"ask": "value", "name": name})


@pytest.fixture
def recorder():
    made = Recorder(FakeStudent())
    made.start()
    for name in ("a", "b"):
        made.ask(request(name), name)
    return made


def replayer(recorder: Recorder) -> Replayer:
    return Replayer(recorder.recording, recorder.pieces.__getitem__)


def test_the_same_is_said_again(recorder):
    again, student = replayer(recorder), FakeStudent()
    again.start()
    for name in ("a", "b"):
        assert again.ask(request(name), name) == student.ask(request(name), name)


def test_notes_and_memory_are_those_after_as_many_answers(recorder):
    again = replayer(recorder)
    again.start()
    assert (again.notes, again.peak_memory_mb) == (["cell 1 raised"], 100.0)
    again.ask(request("a"), "a")
    assert (again.notes, again.peak_memory_mb) == (["cell 1 raised", "a"], 101.0)
    again.end()
    assert again.notes == ["cell 1 raised", "a"]


@pytest.mark.parametrize("asked", [("b",), ("a", "a"), ("a", "b", "c")])
def test_another_request_or_one_more_is_not_answered(recorder, asked):
    again = replayer(recorder)
    *fine, last = asked
    for name in fine:
        again.ask(request(name), name)
    with pytest.raises(Diverged):
        again.ask(request(last), last)


def test_nothing_is_answered_once_it_has_diverged(recorder):
    """Otherwise a request made ahead of time that nobody needs would hide that the order is another."""
    again = replayer(recorder)
    with pytest.raises(Diverged):
        again.ask(request("b"), "b")
    with pytest.raises(Diverged):
        again.ask(request("a"), "a")


def test_a_request_that_differs_in_its_arrays_is_another(recorder):
    first = encode({"ask": "call", "name": "f", "args": [np.zeros(3)], "kwargs": {}})
    second = encode({"ask": "call", "name": "f", "args": [np.ones(3)], "kwargs": {}})
    assert first.header == second.header
    recorder.ask(first, "f")
    again = replayer(recorder)
    again.ask(request("a"), "a")
    again.ask(request("b"), "b")
    with pytest.raises(Diverged):
        again.ask(second, "f")


def test_a_piece_that_is_gone_is_no_answer(recorder):
    recorder.pieces.clear()
    with pytest.raises(Diverged):
        replayer(recorder).ask(request("a"), "a")


def test_answers_take_as_long_as_they_took_where_the_time_is_read(recorder, monkeypatch):
    slept = []
    monkeypatch.setattr("autograder.assurance.corpus.recording.time.sleep", slept.append)
    first, *others = recorder.recording.exchanges
    slow = replace(recorder.recording, exchanges=(replace(first, seconds=5.0), *others))
    Replayer(slow, recorder.pieces.__getitem__).ask(request("a"), "a")
    assert slept == []
    Replayer(slow, recorder.pieces.__getitem__, in_time=True).ask(request("a"), "a")
    assert slept == [pytest.approx(5.0, abs=0.5)]


def test_arrays_that_are_equal_are_kept_once(recorder):
    assert sum(map(len, recorder.pieces.values())) < 1.1 * BASE.nbytes


def test_pieces_make_up_the_frame():
    values = [np.ones(10), BASE, np.ones(20), np.ones(30), BASE + 1, np.zeros((0, 3)), np.ones(5)]
    frame = encode({"ok": values})
    header, *payload = pieces(frame)
    assert (header, b"".join(payload)) == (frame.header, frame.payload)
    assert [len(piece) for piece in payload] == [80, BASE.nbytes, 400, BASE.nbytes, 40]


@pytest.mark.parametrize(
    "header",
    [
        b"not JSON",
        b"[]",
        b'{"arrays": 3}',
        json.dumps({"arrays": [{"dtype": "O8", "shape": [1]}]}).encode(),
        json.dumps({"arrays": [{"dtype": "<f4", "shape": [-1]}]}).encode(),
        json.dumps({"arrays": [{"dtype": "<f4", "shape": [True]}]}).encode(),
        json.dumps({"arrays": [{"dtype": "<f4", "shape": [3]}]}).encode(),
        json.dumps({"arrays": [{"dtype": 4, "shape": [2]}]}).encode(),
    ],
)
def test_a_header_that_does_not_fit_is_kept_all_the_same(header):
    frame = Frame(header, b"12345678")
    assert list(pieces(frame)) == [header, b"12345678"]


def test_what_is_too_large_is_not_recorded(monkeypatch):
    monkeypatch.setattr("autograder.assurance.corpus.recording.MOST_BYTES", 1000)
    made = Recorder(FakeStudent())
    made.start()
    for _ in range(3):
        assert decode(made.ask(request("a"), "a"))["ok"]["name"] == "a"
    assert made.recording is None
    assert not made.pieces


def test_how_it_stood_is_noted_when_the_notebook_could_not_be_run():
    class Failing(FakeStudent):
        def start(self) -> None:
            super().start()
            raise RuntimeError

    made = Recorder(Failing())
    with pytest.raises(RuntimeError):
        made.start()
    assert made.recording.started == Standing(("cell 1 raised",), 100.0)


def test_the_process_is_ended(recorder):
    recorder.end()
    assert recorder.student.ended
