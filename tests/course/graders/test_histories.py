"""The histories that hw4 asks about: each is what its family says, whatever is drawn, by every careful rule set."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.course.loading import load_part

HISTORIES = load_part("hw4_overfitting", "histories")
EPOCHS, RECORDED, FAMILIES = HISTORIES.EPOCHS, HISTORIES.RECORDED, HISTORIES.FAMILIES
Diagnosis, Family, Member = HISTORIES.Diagnosis, HISTORIES.Family, HISTORIES.Member
best_epoch, gap, members = HISTORIES.best_epoch, HISTORIES.gap, HISTORIES.members
History = dict[str, list[float]]

families = st.sampled_from(list(FAMILIES.values()))
seeds = st.integers(0, 2**31 - 1)
lengths = st.integers(*EPOCHS)


def by_the_table(history: History) -> str:
    """The notebook's table, row by row."""
    train, val = np.array(history["accuracy"]), np.array(history["val_accuracy"])
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"
    if np.abs(np.diff(val[len(val) // 2 :])).mean() >= 0.05:
        return "noisy validation"
    if train[-3:].mean() < 0.65:
        return "underfitting"
    difference = train[-3:].mean() - val[-3:].mean()
    if difference >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    return "validation above training" if difference <= -0.03 else "good fit"


def by_another_hand(history: History) -> str:
    """The same where the table leaves something open: the epoch in the middle, and what is exactly at a limit."""
    train, val, loss, val_loss = (history[key] for key in ("accuracy", "val_accuracy", "loss", "val_loss"))
    ups = [later - earlier > 0.1 for earlier, later in pairwise(loss)]
    if sum(ups) > len(ups) / 3 or (loss[-1] > 0.5 and loss[-1] > 2 * min(loss)):
        return "rate too high"
    half = val[-(len(val) // 2) :]
    if fmean(abs(later - earlier) for earlier, later in pairwise(half)) > 0.05:
        return "noisy validation"
    if fmean(train[-3:]) <= 0.65:
        return "underfitting"
    difference = fmean(train[-3:]) - fmean(val[-3:])
    if difference > 0.15 or val_loss[-1] > 1.25 * min(val_loss):
        return "overfitting"
    return "validation above training" if difference < -0.03 else "good fit"


careful = pytest.mark.parametrize("diagnose", [by_the_table, by_another_hand])


@careful
@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_each_family_keeps_to_its_row(diagnose: Callable[[History], str], family: Family) -> None:
    """The shortest histories leave the least room: a few epochs are all of their second half."""
    lengths = [*range(EPOCHS[0], EPOCHS[0] + 8), EPOCHS[1] - 1, EPOCHS[1]]
    found = {(diagnose(Member(family, seed, epochs).history()), epochs) for epochs in lengths for seed in range(12)}
    assert found == {(family.diagnosis.value, epochs) for epochs in lengths}


@careful
@given(family=families, seed=seeds, epochs=lengths)
def test_the_truth_is_what_careful_rules_say(
    diagnose: Callable[[History], str], family: Family, seed: int, epochs: int
) -> None:
    assert diagnose(Member(family, seed, epochs).history()) == family.diagnosis.value


@given(family=families, seed=seeds, one=lengths, other=st.integers(EPOCHS[0], 200))
def test_length_never_changes_it(family: Family, seed: int, one: int, other: int) -> None:
    assert by_the_table(Member(family, seed, one).history()) == by_the_table(Member(family, seed, other).history())


@careful
@given(family=families, seed=seeds, epochs=lengths, noise=seeds)
def test_tiny_noise_never_changes_it(
    diagnose: Callable[[History], str], family: Family, seed: int, epochs: int, noise: int
) -> None:
    rng = np.random.default_rng(noise)
    history = Member(family, seed, epochs).history()
    shaken = {name: (np.array(values) * rng.uniform(0.999, 1.001, epochs)).tolist() for name, values in history.items()}
    assert diagnose(shaken) == family.diagnosis.value


@given(family=families, seed=seeds, epochs=lengths)
def test_they_look_like_what_keras_records(family: Family, seed: int, epochs: int) -> None:
    history = Member(family, seed, epochs).history()
    assert set(history) == {"accuracy", "loss", "val_accuracy", "val_loss"}
    assert all(len(values) == epochs for values in history.values())
    assert all(0 <= value <= 1 for name in ("accuracy", "val_accuracy") for value in history[name])
    assert all(0 < value < 40 for name in ("loss", "val_loss") for value in history[name])


def test_members_depend_on_the_seed_alone() -> None:
    assert members(FAMILIES["wide_gap"], 5, 1) == members(FAMILIES["wide_gap"], 5, 1)
    assert members(FAMILIES["wide_gap"], 5, 1) != members(FAMILIES["wide_gap"], 5, 2)
    assert members(FAMILIES["wide_gap"], 1, 1)[0].history() == members(FAMILIES["wide_gap"], 1, 1)[0].history()


def test_each_diagnosis_has_a_family() -> None:
    assert {family.diagnosis for family in FAMILIES.values()} == set(Diagnosis)


def test_reading_accuracy_alone_misses_a_family() -> None:
    """The family is there for those who do: its gap looks harmless."""
    for member in members(FAMILIES["rising_loss"], 20, 3):
        assert gap(member.history()) < 0.13
        history = member.history()
        assert best_epoch(history) < member.epochs - 2
        assert history["val_loss"][-1] > 1.4 * min(history["val_loss"])


def test_best_epochs_by_loss_and_by_accuracy_differ() -> None:
    drawn = [member.history() for member in members(FAMILIES["wide_gap"], 20, 3)]
    by_accuracy = [int(np.argmax(history["val_accuracy"])) + 1 for history in drawn]
    assert sum(best_epoch(h) != a for h, a in zip(drawn, by_accuracy, strict=True)) > 10


def test_recorded_curves_are_what_the_key_says(repository: Path) -> None:
    """Students read real curves; by the table's rules they are what the hidden grader expects."""
    curves = json.loads((repository / "assignments" / "lab" / "data" / "curves.json").read_text())
    assert {letter: by_the_table(curves[letter]) for letter in curves} == {
        letter: diagnosis.value for letter, diagnosis in RECORDED.items()
    }
    assert {by_another_hand(curves[letter]) for letter in curves} == {diagnosis.value for diagnosis in Diagnosis}
