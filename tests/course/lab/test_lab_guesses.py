"""Guesses before experiments: shown beside what came out, and never needed."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed: one dictionary of text by MIME type each."""
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_a_guess_is_shown_beside_the_result(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lab.compare_guesses({"from scratch": 0.6, "pretrained base": 1}, {"from scratch": 0.24, "pretrained base": 0.8})
    lines = ["from scratch: you guessed 60%, and it is 24%.", "pretrained base: you guessed 100%, and it is 80%."]
    assert capsys.readouterr().out.splitlines() == lines
    assert shown[0]["text/plain"] == " ".join(lines)


def test_results_are_shown_without_guesses(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lab.compare_guesses({"one": ..., "gone": 0.1}, {"one": 0.24})
    told = capsys.readouterr().out
    assert told.startswith("No guess this time.")
    assert "one: no guess, and it is 24%." in told
    assert len(shown) == 1


@pytest.mark.parametrize("odd", [60, -0.1, "0.5", True, None, float("nan")])
def test_a_guess_that_is_no_share_is_told(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str], odd: object
) -> None:
    lab.compare_guesses({"one": odd, "other": 0.5}, {"one": 0.24, "other": 0.4})
    told = capsys.readouterr().out
    assert f"These are none: one ({odd!r})." in told
    assert "other: you guessed 50%" in told
    assert len(shown) == 1


def test_before_the_experiment_there_is_nothing_to_compare(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lab.compare_guesses({"one": 0.5}, {"one": ...})
    assert "Not answered yet" in capsys.readouterr().out
    assert shown == []


def test_accuracies_of_the_last_epoch(lab: ModuleType) -> None:
    curves = {"val_acc": [0.1, 0.3], "acc": [0.2, 0.4], "loss": [2.0, 1.0], "val_loss": [2.0, 1.5]}
    expected = {"training accuracy": 0.4, "validation accuracy": 0.3}
    assert lab.final_accuracies(SimpleNamespace(history=curves)) == lab.final_accuracies(curves) == expected
    assert lab.final_accuracies({"accuracy": [0.5], "loss": [1.0]}) == {"training accuracy": 0.5}
