"""Hidden checks of hw3, "Freeze and fine-tune": what each phase may train, what moved, and what came of it.

What students read is in ``messages.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    BaseWeights,
    HandedOut,
    Pictures,
    RemoteModel,
    StudentModel,
    Submission,
    accuracy_by_depth,
    accuracy_reported,
    accurate,
    base_frozen,
    calibrated,
    compiled,
    compiled_again,
    concept_question,
    drift_of,
    expect_integer,
    expect_number,
    fact,
    features_of,
    freezing_of,
    frozen,
    has_losses,
    head_trains,
    if_right,
    in_words,
    judge_function,
    kept_weights,
    learned_from_all,
    load_helper,
    loss_fits,
    moved_from,
    norms_frozen,
    norms_unchanged,
    not_leaked,
    not_put_back,
    noted,
    only_head_trains,
    outputs,
    own_history,
    points,
    rate_used,
    require,
    same_head,
    starts_at,
    staying,
    trains_from,
    validated,
)

BLOCK = "block_13_expand"
EARLY = "block_7_expand"  # right after a BatchNormalization layer
STARTS = (BLOCK, "block_10_project", EARLY)  # the second is in the middle of its block
HEAD_RATE, FINE_RATE = 0.02, 0.0015  # for calls of `prepare`; unlike those in the text
LOWER = 0.15  # a tenth is asked for; this leaves room for rounding
EPOCHS = 3  # fewer are no phase
GOALS = calibrated(__file__)
tables = load_helper(__file__, "tables")


@pytest.fixture(scope="session", autouse=True)
def _announced(submission: Submission) -> None:
    submission.announce(*[staying("load_base")] * 3, "model", ("load_base",))


@cache
def _base(submission: Submission, use: str) -> RemoteModel:
    """A newly loaded base for each use.

    One that earlier calls have opened will not do: Keras with TensorFlow lets ``base.trainable = False`` pass without
    effect where the base's own switch is off already, whatever its layers' switches are. Nobody has to know that.
    """
    return replace(submission.made_by("load_base"), name="`base`")


def _frozen(submission: Submission) -> StudentModel:
    return submission.built_by("freeze_all", _base(submission, "opened"))


@cache
def _left_open(submission: Submission) -> frozenset[str]:
    """Layers of the base that ``freeze_all`` leaves open; 3.1.1 says so, and what comes of it costs nothing more."""
    frozen = if_right(lambda: _frozen(submission).as_part)
    return frozen.open_layers if frozen else frozenset()


def _opened(submission: Submission, start: str) -> StudentModel:
    """One base was frozen before, and is then opened further; the other is as it was loaded, with all layers on."""
    before = _base(submission, "opened as it is") if start == EARLY else replace(_frozen(submission), name="`base`")
    return submission.built_by("unfreeze_from", before, start).as_part


@points(3, "3.1.1 freeze_all freezes the whole base")
def test_freeze_all(submission: Submission) -> None:
    base_frozen(_frozen(submission).as_part)
    opened = if_right(lambda: submission.built_by("unfreeze_from", _base(submission, "opened as it is"), EARLY))
    layers = freezing_of(submission.built_by("freeze_all", opened).as_part).trained if opened else ()
    require(not layers, "opened layers stay open", layers=len(layers), example=next(iter(layers), ""))


@points(7, "3.1.2 unfreeze_from opens the base from a block on")
def test_unfreeze_from(submission: Submission) -> None:
    for start in STARTS:
        trains_from(_opened(submission, start), start)


@points(5, "3.1.3 BatchNormalization stays frozen")
def test_norms_stay_frozen(submission: Submission) -> None:
    for start in STARTS:
        norms_frozen(_opened(submission, start))


Table = Sequence[tuple[str, str, int]]
NORM, TABLE, SMALL = tables.NORM, tables.TABLE, tables.SMALL


def _opened_rows(table: Table, first: str | None) -> Table:
    """From the first unfrozen layer to the head."""
    return table[[name for name, _, _ in table].index(first) if first else -1 :]


def _count(table: Table, norms: float = 1.0) -> int:
    """All parameters, of BatchNormalization layers this share."""
    return int(sum(size * (norms if kind == NORM else 1) for _, kind, size in table))


def _trainable(table: Table, first: str | None) -> int:
    return _count(_opened_rows(table, first), norms=0)


MISCOUNTS = {
    "all parameters": lambda table, first: _count(table),
    "frozen parameters": lambda table, first: _count(table) - _trainable(table, first),
    "layers before": lambda table, first: _count(table) - _count(_opened_rows(table, first)),
    "with BatchNormalization": lambda table, first: _count(_opened_rows(table, first)),
    "with gamma and beta": lambda table, first: _count(_opened_rows(table, first), norms=0.5),
    "without the head": lambda table, first: _trainable(table, first) - table[-1][2],
    "head alone": lambda table, first: table[-1][2],
    "without the first layer": lambda table, first: _count(_opened_rows(table, first)[bool(first) :], norms=0),
    "never from BatchNormalization": lambda table, first: _trainable(
        table, None if _opened_rows(table, first)[0][1] == NORM else first
    ),
}


@points(4, "3.2.1 The number for the network in the text")
def test_trainable_count(submission: Submission) -> None:
    count, right = expect_integer(submission.value("trainable_count"), "`trainable_count`"), _trainable(TABLE, "conv_b")
    agreeing = (mistake for mistake, rule in MISCOUNTS.items() if rule(TABLE, "conv_b") == count)
    difference = f"{abs(count - right):,} too {'many' if count > right else 'few'}"
    require(count == right, next(agreeing, "wrong answer"), count=count, difference=difference)


@points(5, "3.2.2 The rule for any network")
def test_count_trainable(submission: Submission) -> None:
    cases = [(list(SMALL), "conv"), *tables.networks()]
    judge_function(submission, "count_trainable", cases, right=_trainable, mistakes=MISCOUNTS, answer=expect_integer)


@cache
def _with_head(submission: Submission, classes: int) -> RemoteModel:
    return replace(submission.made_by("add_head", _base(submission, "head"), classes), name="`model`")


def _prepared(submission: Submission, hidden: Pictures, first: str | None) -> StudentModel:
    """The same model for both phases, one after the other, as it is in training."""
    before = {BLOCK: None, EARLY: BLOCK}
    if first in before:
        _prepared(submission, hidden, before[first])
    base = _base(submission, "head")
    model = _with_head(submission, len(hidden.class_names))
    return submission.built_by("prepare", model, base, first, HEAD_RATE if first is None else FINE_RATE)


@points(3, "3.3.1 In phase 1 the head learns, and nothing else", explained_by=("3.1.1",))
def test_prepare_phase_1(submission: Submission, hidden: Pictures, remark: Callable[[str], None]) -> None:
    only_head_trains(_prepared(submission, hidden, None), _left_open(submission), remark)


@points(4, "3.3.2 In phase 2 the top blocks learn, too", explained_by=("3.1.2", "3.3.1"))
def test_prepare_phase_2(submission: Submission, hidden: Pictures) -> None:
    for start in (BLOCK, EARLY):
        model = _prepared(submission, hidden, start)
        head_trains(model)
        trains_from(model, start)


@points(3, "3.3.3 The model is compiled as it should be")
def test_prepare_compiles(submission: Submission, hidden: Pictures) -> None:
    model = _prepared(submission, hidden, BLOCK)
    compiled(model)
    starts_at(model, FINE_RATE)
    loss_fits(model)
    accuracy_reported(model)


@cache
def _weights_1(submission: Submission) -> list[np.ndarray[Any, Any]]:
    """The weights after phase 1, fit for `model`: so that a second model need not be sent."""
    return kept_weights(submission.model("model"), "`weights_1`", submission.value("weights_1"))


@cache
def _phase_1(submission: Submission) -> StudentModel:
    """`model` while it holds the weights that it had then."""
    return StudentModel(submission.model("model").keras, "The model with `weights_1`")


@points(4, "3.4.1 The base was frozen while the head learned", explained_by=("3.3.1",))
def test_base_in_phase_1(submission: Submission, weights: Path) -> None:
    with _phase_1(submission).holding(_weights_1(submission)) as model:
        drift = drift_of(model, weights)
    now = submission.model("model").keras.get_weights()
    is_later = all(np.array_equal(one, other) for one, other in zip(_weights_1(submission), now, strict=True))
    changed = {*drift.changed, *drift.changed_statistics} - _left_open(submission)
    if changed:
        require(drift.kind is not BaseWeights.STATISTICS_MOVED, "batch norm updating", layers=len(changed))
        require(drift.kind is not BaseWeights.UNRELATED, "weights=None")
        require(not is_later, "no copy")
        require(not changed, "unfrozen under a random head", layers=len(changed))


@points(6, "3.4.2 The head has converged", explained_by=("3.1.1", "3.3.1", "3.3.3", "3.4.1"))
def test_head_converged(
    submission: Submission, hidden: Pictures, handed_out: HandedOut, remark: Callable[[str], None]
) -> None:
    outputs(submission.model("model"), len(hidden.class_names))
    history = submission.history("history_1")
    validated(history)
    not_leaked(submission.model("model"), handed_out.validation, until=history)
    with _phase_1(submission).holding(_weights_1(submission)) as model:
        own_history(model, history, handed_out.validation)
        accurate(model, hidden, GOALS["accuracy_phase_1"], remark)
    require(len(history.losses) >= EPOCHS, "few epochs", least=EPOCHS, epochs=len(history.losses))


@points(2, "3.4.3 Phase 1 learned from the whole training set")
def test_pictures_of_phase_1(submission: Submission, handed_out: HandedOut, remark: Callable[[str], None]) -> None:
    learned_from_all(submission.history("history_1"), handed_out.train, remark)


@points(2, "3.5.1 Phase 2 took place")
def test_phase_2_took_place(submission: Submission) -> None:
    history = submission.history("history_2")
    has_losses(history)
    require(len(history.losses) >= EPOCHS, "early stopping reused", least=EPOCHS, epochs=len(history.losses))
    before = if_right(lambda: _weights_1(submission))
    if before is not None:
        same_head(submission.model("model"), before)


@points(4, "3.5.2 The model was compiled again for phase 2", explained_by=("3.5.1", "3.3.3"))
def test_compiled_again(submission: Submission, weights: Path) -> None:
    compiled_again(submission.model("model"), weights)


@points(
    5,
    "3.5.3 The top blocks have learned, the rest is as it was",
    explained_by=("3.5.1", "3.1.2", "3.3.2", "3.3.3", "3.4.1", "3.5.2"),
)
def test_what_moved(submission: Submission, weights: Path) -> None:
    before = if_right(lambda: _weights_1(submission))
    if before is not None:
        not_put_back(submission.model("model"), before, weights)
    moved_from(submission.model("model"), weights, BLOCK, let_off=_left_open(submission))


@points(3, "3.5.4 BatchNormalization kept its statistics", explained_by=("3.5.1", "3.1.3", "3.4.1", "3.5.2"))
def test_statistics(submission: Submission, weights: Path) -> None:
    norms_unchanged(submission.model("model"), weights, let_off=_left_open(submission))


@points(4, "3.5.5 The rate of phase 2 is much lower", explained_by=("3.5.1", "3.3.3", "3.5.2"))
def test_rates(submission: Submission) -> None:
    high, low = _rate(submission, "head_rate"), _rate(submission, "fine_rate")
    history = if_right(lambda: submission.history("history_1"))
    if history is not None:
        rate_used(high, "`head_rate`", history)
    record = submission.model("model").compiled
    used = record.optimizer.start_rate if record and record.optimizer else low
    require(max(low, used) <= LOWER * high, "fine-tuning at the rate of the head", high=high, low=max(low, used))


@fact
def _rate(submission: Submission, name: str) -> float:
    value = submission.value(name)
    rate = expect_number(value.reshape(()) if isinstance(value, np.ndarray) and value.size == 1 else value, f"`{name}`")
    require(rate > 0, "no rate", name=name, rate=rate)
    return rate


@points(
    4,
    "3.5.6 Accuracy on pictures that nobody has seen",
    explained_by=("3.1.1", "3.5.1", "3.3.2", "3.3.3", "3.4.1", "3.4.2", "3.5.2", "3.5.3", "3.5.4", "3.5.5"),
)
def test_accuracy(
    submission: Submission, hidden: Pictures, handed_out: HandedOut, remark: Callable[[str], None]
) -> None:
    model, history = submission.model("model"), submission.history("history_2")
    validated(history)
    not_leaked(model, handed_out.validation, since=if_right(lambda: submission.history("history_1")))
    own_history(model, history, handed_out.validation)
    accurate(model, hidden, GOALS["accuracy_phase_2"], remark)


@points(
    4,
    "3.5.7 Fine-tuning was worth it",
    explained_by=("3.5.1", "3.4.1", "3.4.2", "3.5.2", "3.5.3", "3.5.4", "3.5.5", "3.5.6"),
)
def test_gain(submission: Submission, hidden: Pictures, weights: Path, remark: Callable[[str], None]) -> None:
    not_put_back(submission.model("model"), _weights_1(submission), weights)
    after = submission.model("model").accuracy(hidden)
    with _phase_1(submission).holding(_weights_1(submission)) as model:
        gain = after - model.accuracy(hidden)
    remark(noted(gain=100 * gain))
    require(gain >= GOALS["gain"] - 1e-9, "fine-tuning lost accuracy", gain=100 * gain, wanted=100 * GOALS["gain"])


@points(2, "3.5.8 Phase 2 learned from the whole training set", explained_by=("3.5.1",))
def test_pictures_of_phase_2(submission: Submission, handed_out: HandedOut, remark: Callable[[str], None]) -> None:
    learned_from_all(submission.history("history_2"), handed_out.train, remark)


DEPTHS = ("block_1_project_BN", "block_3_project_BN", "block_6_project_BN", "block_13_project_BN", "out_relu")
ASKED = ("block_3_project_BN", "block_8_add")  # one is in the text, and one is not


def _loaded(submission: Submission) -> StudentModel:
    return replace(submission.built_by("load_base"), name="`base`")


def _extractor(submission: Submission, layer: str) -> StudentModel:
    return submission.built_by("features_at", _loaded(submission), layer)


@points(4, "3.6.1 The features of the layer that is named")
def test_features_at(submission: Submission, handed_out: HandedOut) -> None:
    for layer in ASKED:
        features_of(_extractor(submission, layer), _loaded(submission), layer, handed_out.validation.x)


@points(2, "3.6.2 The features are frozen")
def test_features_frozen(submission: Submission) -> None:
    for layer in ASKED:
        extractor = _extractor(submission, layer)
        if not extractor.open_layers or not extractor.open_layers <= _left_open(submission):
            frozen(extractor)


@points(3, "3.6.3 The curve of accuracy by depth", explained_by=("3.6.1",))
def test_depth_accuracy(submission: Submission, handed_out: HandedOut) -> None:
    curve = submission.value("depth_accuracy")
    accuracy_by_depth(curve, "`depth_accuracy`", _loaded(submission), DEPTHS, handed_out)


test_reading_of_the_curves = concept_question(__file__, 4, "3.7.1 What the curves say")

#: Arguments of `choose_strategy`: pictures per class, similarity, minutes. None is near a border that the text calls
#: rough: 12 pictures are few, 36 are not; 290 are not many, 900 are; 0.2 is unlike, 0.5 is not.
SCENARIOS = {
    "head on earlier features": [(5, 0.1, 120), (6, 0.05, 600), (12, 0.2, 30), (8, 0.1, 2)],
    "head only": [
        *((2000, 0.1, 1), (2000, 0.1, 4), (5000, 0.95, 2), (5, 0.9, 2), (4, 0.95, 600)),
        *((12, 0.9, 120), (9, 0.5, 60)),
    ],
    "top blocks": [
        *((150, 0.9, 120), (5000, 0.05, 12), (100, 0.8, 15), (150, 0.9, 5), (36, 0.9, 120), (36, 0.1, 120)),
        *((290, 0.1, 600), (3000, 0.5, 20), (5000, 0.05, 25), (60, 0.1, 60)),
    ],
    "everything, low rate": [(5000, 0.05, 600), (20000, 0.1, 240), (900, 0.2, 30), (3000, 0.95, 600), (900, 0.5, 45)],
}
TOO_FAST = "everything, high rate"


def _advises(right: str, worth: float, title: str) -> Callable[[Submission], None]:
    """A check of ``choose_strategy`` by the scenarios for one strategy."""

    @points(worth, title)
    def check(submission: Submission) -> None:
        judge_function(
            submission,
            "choose_strategy",
            SCENARIOS[right],
            right=lambda *scenario: right,
            otherwise="choice of strategy",
            answer=_strategy,
        )

    return check


test_choose_earlier_features = _advises("head on earlier features", 2, "3.8.1 Few pictures of another kind")
test_choose_head = _advises("head only", 2, "3.8.2 Little time or few pictures")
test_choose_top = _advises("top blocks", 3, "3.8.3 The usual case")
test_choose_everything = _advises("everything, low rate", 2, "3.8.4 Many pictures and time")


@fact
def _strategy(value: Any, call: str) -> str:
    """The name of a strategy, however it is spaced and capitalised."""
    name = " ".join(value.casefold().split()) if isinstance(value, str) else ""
    require(name in {*SCENARIOS, TOO_FAST}, "another name", call=call, answer=in_words(value))
    require(name != TOO_FAST, "fine-tuning at the rate of the head", call=call)
    return name


test_question = concept_question(__file__, 4, "3.9.1 Short training and adapting, both")
