"""Hidden checks of hw3, "Freeze and fine-tune": what each phase may train, what moved, and what came of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    LOSS_PROBLEMS,
    BaseWeights,
    CheckFailed,
    Compiled,
    Drift,
    Extent,
    Feedback,
    Freezing,
    HandedOut,
    NotAnswered,
    Pictures,
    Problem,
    Questions,
    Reach,
    Submission,
    accuracy_on,
    compile_state,
    count_shown,
    curves_of,
    describe_freezing,
    expect_integer,
    expect_model,
    find_base,
    in_words,
    judge_extent,
    judge_model,
    measure_drift,
    points,
    record_of,
    require,
    require_accuracy,
    require_own_history,
    require_unchanged,
    require_validation_curves,
)

BLOCK = "block_13_expand"
MIDDLE = "block_10_project"  # in the middle of its block
STARTS = (BLOCK, MIDDLE, "block_6_expand")
HEAD_RATE, FINE_RATE = 0.02, 0.0015  # for calls of `prepare`; unlike those in the text
LOWER = 0.15  # a tenth is asked for; this leaves room for rounding
EPOCHS = 3  # fewer are no phase
SAME_HEAD = 0.5  # likeness of heads before and after fine-tuning
CALIBRATED = json.loads(Path(__file__).with_name("thresholds.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session", autouse=True)
def _announced(submission: Submission) -> None:
    submission.announce(*[("load_base",)] * 3, "model")


def _no_base(what: str) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected=f"{what} holds the layers of `keras.applications.MobileNetV2`.",
            observed="It has none of them.",
            why="The pretrained weights belong to that network and fit no other.",
            next_step="Use `load_base` and `add_head` as they were handed out, or your own from the last notebook.",
            mistake="another network",
        )
    )


@cache
def _base(submission: Submission, use: str) -> Any:
    """A newly loaded base for each use.

    One that earlier calls have opened will not do: Keras with TensorFlow lets ``base.trainable = False`` pass without
    effect where the base's own switch is off already, whatever its layers' switches are. Nobody has to know that.
    """
    return expect_model(submission.call("load_base"), "`load_base()`")


def _freezing(model: Any, what: str) -> Freezing:
    facts = describe_freezing(model)
    if facts is None:
        raise _no_base(what)
    return facts


def _freezing_of_base(base: Any, what: str) -> Freezing:
    """As an outer model would train it: a base whose own switch is off can hold layers that learn all the same."""
    import keras

    return _freezing(keras.Model(base.inputs, base.outputs), what)


def _extent(model: Any, facts: Freezing, start: str) -> Extent:
    info = find_base(model)
    assert info is not None  # there are facts about it
    return judge_extent([layer.name for layer in info.layers if layer.weights], facts.trained, start)


def _require_extent(extent: Extent, call: str, start: str) -> None:
    """One message for each way to miss the layers from ``start`` on."""
    told = {
        Reach.NOTHING: (
            "Nothing in the base can be trained.",
            "Set `trainable` of each layer by itself, whatever it was before. A name that no layer has opens nothing.",
            "nothing unfrozen",
        ),
        Reach.REVERSED: (
            f"{len(extent.surplus)} layers before it can be trained, and {len(extent.missing)} from it on cannot.",
            "Look at which side of the block your loop or slice takes: the layers after it are to learn, not those "
            "before it.",
            "slice sign wrong",
        ),
        Reach.TOO_MUCH: (
            f"{len(extent.surplus)} layers before it can be trained, too, such as `{_first(extent.surplus)}`.",
            "Freeze every layer before the block, one by one, also when it was not frozen before.",
            "freeze misses layers",
        ),
        Reach.TOO_LITTLE: (
            f"{len(extent.missing)} of these {extent.wanted} layers cannot, such as `{_first(extent.missing)}`.",
            "Go on to the last layer of the base, and start with the named layer itself.",
            "unfreezes too little",
        ),
    }
    if extent.reach is Reach.RIGHT:
        return
    observed, step, mistake = told[extent.reach]
    raise CheckFailed(
        Feedback(
            expected=f"After {call}, the {extent.wanted} layers from `{start}` on can be trained, and none before it "
            "(BatchNormalization aside).",
            observed=observed,
            why="The late layers have specialised in the old task and are worth adapting. The early ones see what all "
            "pictures have.",
            next_step=step,
            mistake=mistake,
        )
    )


def _first(names: Sequence[str]) -> str:
    return names[0] if names else ""


@cache
def _frozen(submission: Submission) -> Any:
    return expect_model(submission.call("freeze_all", _base(submission, "opened")), "`freeze_all(base)`")


@points(3, "3.1.1 freeze_all freezes the whole base", passed="No weight of the base can be trained.")
def test_freeze_all(submission: Submission) -> None:
    facts = _freezing_of_base(_frozen(submission), "`freeze_all(base)`")
    require(
        facts.base_frozen,
        expected="After `freeze_all(base)` no weight of the base can be trained.",
        observed=f"{len(facts.trained)} layers still can, such as `{_first(facts.trained)}`.",
        why="Every layer that is left out goes on learning, and gets the wild corrections of a new head.",
        next_step="Set `trainable` to `False` for each layer in `base.layers`, or for the base as a whole.",
        mistake="freeze misses layers",
    )


@cache
def _opened(submission: Submission, start: str) -> tuple[Any, Freezing]:
    """One base was frozen before, and is then opened further; the other is as it was loaded, with all layers on."""
    before = _frozen(submission) if start in (BLOCK, MIDDLE) else _base(submission, "opened as it is")
    call = f'`unfreeze_from(base, "{start}")`'
    base = expect_model(submission.call("unfreeze_from", before, start), call)
    return base, _freezing_of_base(base, call)


@points(
    9,
    "3.1.2 unfreeze_from opens the base from a block on",
    passed="From the named layer on the base can learn, and nothing before it, whatever the switches were before.",
)
def test_unfreeze_from(submission: Submission) -> None:
    for start in STARTS:
        base, facts = _opened(submission, start)
        _require_extent(_extent(base, facts, start), f'`unfreeze_from(base, "{start}")`', start)


@points(6, "3.1.3 BatchNormalization stays frozen", passed="All BatchNormalization layers keep their averages.")
def test_norms_stay_frozen(submission: Submission) -> None:
    for start in STARTS:
        _, facts = _opened(submission, start)
        require(
            not facts.updating_norms,
            expected="BatchNormalization layers are frozen, wherever in the base they are.",
            observed=f"`unfreeze_from` leaves {len(facts.updating_norms)} of them switched on, such as "
            f"`{_first(facts.updating_norms)}`.",
            why="While `fit` runs, a layer that is switched on replaces its averages by those of a few small batches, "
            "even if the base is called with `training=False`.",
            next_step="Set `trainable` to `False` for every layer that is a `keras.layers.BatchNormalization`.",
            mistake="batch norm unfrozen",
        )


TABLE = (
    ("conv_a", "Conv2D", 432),
    ("conv_a_bn", "BatchNormalization", 64),
    ("conv_b", "Conv2D", 1152),
    ("conv_b_bn", "BatchNormalization", 128),
    ("conv_c", "Conv2D", 2048),
    ("conv_c_bn", "BatchNormalization", 256),
    ("dense", "Dense", 325),
)
Row = tuple[str, str, int]


def _counts(table: Sequence[Row], first: str | None) -> dict[str, int]:
    """The right count under "", and those that come of typical misreadings under what they count."""
    sizes = [size for _, _, size in table]
    names = [name for name, _, _ in table]
    place = names.index(first) if first else len(table) - 1
    norms = sum(size for _, kind, size in table[place:] if kind == "BatchNormalization")
    right = sum(sizes[place:]) - norms
    return {
        "": right,
        "all parameters of the network": sum(sizes),
        "the parameters that stay frozen": sum(sizes) - right,
        "the layers before the first unfrozen one": sum(sizes[:place]),
        "BatchNormalization layers, too": right + norms,
        "half of each BatchNormalization layer (gamma and beta), too": right + norms // 2,
        "everything but the head": right - sizes[-1],
        "the head alone": sizes[-1],
        "everything but the first unfrozen layer itself": right - (sizes[place] if first else 0),
    }


def _require_count(count: int, table: Sequence[Row], first: str | None, what: str) -> None:
    counts = _counts(table, first)
    right = counts.pop("")
    reading = next((text for text, value in counts.items() if value == count), "")
    difference = f"{abs(count - right):,} too {'many' if count > right else 'few'}"
    require(
        count == right,
        expected="The parameters of the head and of every layer from the first unfrozen one on, BatchNormalization "
        "left out.",
        observed=f"{what} is {count:,}. " + (f"That counts {reading}." if reading else f"That is {difference}."),
        why="This number says how much the model can learn, and how easily it learns the pictures by heart. In "
        "`summary()`, total, trainable and non-trainable parameters are easily mixed up.",
        next_step="Go through the rows from the top. For each one ask: is it the head, or an unfrozen layer that is no "
        "BatchNormalization?",
        mistake="parameter count after a partial freeze",
    )


@points(4, "3.2.1 The number for the network in the text", passed="Counted right.")
def test_trainable_count(submission: Submission) -> None:
    count = expect_integer(submission.value("trainable_count"), "`trainable_count`")
    _require_count(count, TABLE, "conv_b", "`trainable_count`")


@points(6, "3.2.2 The rule for any network", passed="The rule holds for all networks tried.")
def test_count_trainable(submission: Submission) -> None:
    rng = random.Random(3)
    for blocks in (3, 5, 8):
        table = _table(rng, blocks)
        middle = 2 * (blocks // 2)
        starts = (table[0][0], table[middle][0], table[middle + 1][0], None)  # the third is a BatchNormalization
        for first in starts:
            shown = "None" if first is None else f'"{first}"'
            what = f"`count_trainable(table, {shown})`, for a table of {len(table)} rows,"
            count = expect_integer(submission.call("count_trainable", list(table), first), what)
            _require_count(count, table, first, what)
    table = _table(rng, 4)
    first = table[0][0]
    require_unchanged(submission, "count_trainable", (list(table), first), _counts(table, first)[""], argument="table")


def _table(rng: random.Random, blocks: int) -> tuple[Row, ...]:
    """A network of blocks of a convolution and a BatchNormalization, one more layer, and a head.

    Neither the head nor the layer before it is known by its kind: one network has two dense layers, and one has none.
    """
    rows: list[Row] = []
    for number in range(blocks):
        channels = rng.randrange(8, 65, 8)
        kind = rng.choice(("Conv2D", "DepthwiseConv2D"))
        rows += [(f"layer_{number}", kind, channels * rng.randrange(9, 300))]
        rows += [(f"layer_{number}_norm", "BatchNormalization", 4 * channels)]
    last = ("features", "Dense" if blocks == 5 else "Conv2D", rng.randrange(1000, 5000))
    return (*rows, last, ("scores", "Conv2D" if blocks == 8 else "Dense", rng.randrange(100, 2000)))


@cache
def _built(submission: Submission, classes: int) -> Any:
    base = _base(submission, "head")
    return expect_model(submission.call("add_head", base, classes), "`add_head(base, num_classes)`")


@cache
def _prepared(submission: Submission, classes: int, first: str | None) -> Any:
    """The same model for both phases, one after the other, as it is in training."""
    if first is not None:
        _prepared(submission, classes, None)
    rate = HEAD_RATE if first is None else FINE_RATE
    shown = "None" if first is None else f'"{first}"'
    arguments = (_built(submission, classes), _base(submission, "head"), first, rate)
    return expect_model(submission.call("prepare", *arguments), f"`prepare(model, base, {shown}, {rate})`")


def _require_head(facts: Freezing, call: str) -> None:
    require(
        facts.head_trained > 0,
        expected=f"After {call} the head can be trained.",
        observed="Nothing in the head can be trained.",
        why="A head that is frozen keeps its random weights, and the model goes on guessing.",
        next_step="Flip the switches of the base only. `model.trainable = False` freezes the head, too.",
        mistake="head frozen",
    )


@points(
    3,
    "3.3.1 In phase 1 the head learns, and nothing else",
    explained_by=("3.1.1",),
    passed="Only the head can be trained.",
)
def test_prepare_phase_1(submission: Submission, hidden: Pictures) -> None:
    call = f"`prepare(model, base, None, {HEAD_RATE})`"
    facts = _freezing(_prepared(submission, len(hidden.class_names), None), call)
    _require_head(facts, call)
    require(
        facts.base_frozen,
        expected=f"After {call} no weight of the base can be trained.",
        observed=f"{len(facts.trained)} layers of it can, such as `{_first(facts.trained)}`.",
        why="With a head that still guesses, the base gets corrections that have nothing to do with the pictures.",
        next_step="When `first` is `None`, call `freeze_all(base)`.",
        mistake="freeze misses layers",
    )


@points(
    5,
    "3.3.2 In phase 2 the top blocks learn, too",
    explained_by=("3.1.2", "3.3.1"),
    passed="Head and top blocks can be trained.",
)
def test_prepare_phase_2(submission: Submission, hidden: Pictures) -> None:
    call = f'`prepare(model, base, "{BLOCK}", {FINE_RATE})`'
    model = _prepared(submission, len(hidden.class_names), BLOCK)
    facts = _freezing(model, call)
    _require_head(facts, call)
    _require_extent(_extent(model, facts, BLOCK), call, BLOCK)


@points(4, "3.3.3 The model is compiled as it should be", passed="Rate, loss and metric are as asked.")
def test_prepare_compiles(submission: Submission, hidden: Pictures) -> None:
    model = _prepared(submission, len(hidden.class_names), BLOCK)
    compiled = record_of(model).compiled
    require(
        compiled is not None and compiled.optimizer is not None,
        expected="`prepare` returns a compiled model.",
        observed="The model that came back is not compiled.",
        why="Only `compile` makes Keras look again at what may learn.",
        next_step="After the switches call `model.compile(...)`, and return `model`.",
        mistake="not compiled",
    )
    assert compiled is not None
    assert compiled.optimizer is not None
    rate = compiled.optimizer.start_rate
    require(
        abs(rate - FINE_RATE) <= 1e-3 * FINE_RATE,
        expected="The optimizer starts at the rate that is handed to `prepare`.",
        observed=f"With a `learning_rate` of {FINE_RATE} in phase 2 it starts at {rate:.4g}.",
        why="Each phase needs a rate of its own.",
        next_step="Hand `learning_rate` on to the optimizer, each time that you compile.",
        mistake="learning rate ignored",
    )
    problem = judge_model(model).problem
    observed, step = LOSS_PROBLEMS[problem]
    require(
        problem is Problem.NONE,
        expected="The loss knows what the outputs of `add_head` mean, and that the labels are whole numbers.",
        observed=observed,
        why="A loss that takes logits for probabilities, or the reverse, runs without an error and learns badly.",
        next_step=step,
        mistake=problem.name.lower(),
    )
    require_accuracy(model, where="`prepare`")


@cache
def _model(submission: Submission) -> Any:
    return expect_model(submission.value("model"), "`model`")


@cache
def _weights_1(submission: Submission) -> list[np.ndarray[Any, Any]]:
    """The weights after phase 1, fit for `model`: so that a second model need not be sent."""
    model, sent = _model(submission), submission.value("weights_1")
    own = [tuple(weight.shape) for weight in model.weights]
    fits = isinstance(sent, list | tuple) and [getattr(array, "shape", None) for array in sent] == own
    require(
        fits,
        expected="`weights_1` is what `model.get_weights()` returned after phase 1.",
        observed=f"`weights_1` is {in_words(sent) if not isinstance(sent, list) else f'a list of {len(sent)} values'}, "
        f"and `model` has {len(own)} weights of other shapes.",
        why="With it the grader, and you, can go back to the end of phase 1.",
        next_step="Write `weights_1 = model.get_weights()` right after the `fit` of phase 1.",
    )
    return [np.asarray(array, dtype="float32") for array in sent]


@contextmanager
def _as_after_phase_1(submission: Submission) -> Iterator[Any]:
    """`model` with the weights that it had then."""
    model, weights = _model(submission), _weights_1(submission)
    now = model.get_weights()
    model.set_weights(weights)
    try:
        yield model
    finally:
        model.set_weights(now)


def _drift(model: Any, weights: Path) -> Drift:
    drift = measure_drift(model, weights)
    if drift is None:
        raise _no_base("`model`")
    return drift


@points(
    5,
    "3.4.1 The base was frozen while the head learned",
    explained_by=("3.3.1",),
    passed="After phase 1 every weight of the base equals the pretrained one.",
)
def test_base_in_phase_1(submission: Submission, weights: Path) -> None:
    with _as_after_phase_1(submission) as model:
        drift = _drift(model, weights)
    now = _model(submission).get_weights()
    is_later = all(np.array_equal(one, other) for one, other in zip(_weights_1(submission), now, strict=True))
    require(
        drift.kind is not BaseWeights.STATISTICS_MOVED,
        expected="After phase 1 the base equals the pretrained one.",
        observed="The averages of its BatchNormalization layers have moved.",
        why="Averages that follow small batches no longer fit the weights, and the features get worse.",
        next_step="Freeze BatchNormalization layers, too, before you train.",
        mistake="batch norm updating",
    )
    require(
        drift.kind is not BaseWeights.UNRELATED,
        expected="After phase 1 the base equals the pretrained one.",
        observed="Its weights have nothing in common with the pretrained ones.",
        why="A base with random weights has seen nothing yet, and there is nothing to fine-tune.",
        next_step="Load the base with `weights=lab.WEIGHTS` and `alpha=lab.ALPHA`.",
        mistake="weights=None",
    )
    require(
        drift.kind is BaseWeights.PRETRAINED or not is_later,
        expected="`weights_1` holds the weights as they were after phase 1.",
        observed="They are those after phase 2.",
        why="`model.weights` is the weights themselves and follows every change; `model.get_weights()` makes a copy.",
        next_step="Write `weights_1 = model.get_weights()` right after the `fit` of phase 1.",
        mistake="no copy",
    )
    require(
        drift.kind is BaseWeights.PRETRAINED,
        expected="After phase 1 every weight of the base equals the pretrained one.",
        observed=f"{len({*drift.changed, *drift.changed_statistics})} layers of it have changed already.",
        why="While the head is still random, its wild corrections spoil a base that learns along with it.",
        next_step="Prepare phase 1 with `first=None`, on a newly loaded base, and unfreeze only after it.",
        mistake="unfrozen under a random head",
    )


@points(
    7,
    "3.4.2 The head has converged",
    explained_by=("3.3.1", "3.3.3", "3.4.1"),
    passed="Phase 2 starts from a good head.",
)
def test_head_converged(
    submission: Submission, handed_out: HandedOut, accuracies: Accuracies, remark: Callable[[str], None]
) -> None:
    shape, classes = tuple(_model(submission).output_shape), len(handed_out.validation.class_names)
    require(
        shape == (None, classes),
        expected=f"`model` gives {classes} numbers for each picture, one per class.",
        observed=f"Its outputs have shape {shape}.",
        why="With fewer outputs than classes some pictures can never be right; with more, some outputs are never used.",
        next_step="Add the head with `add_head(base, num_classes)`.",
        mistake="output width",
    )
    shown = count_shown(_model(submission), handed_out.validation.x)
    require(
        shown == 0,
        expected="`model` learns from the training pictures alone.",
        observed=f"`fit` was handed {shown} of the validation pictures to learn from.",
        why="Pictures that it has learned from no longer tell how good it is on new ones.",
        next_step="Hand `data.x_train` and `data.y_train` to `fit`, and the others as `validation_data` only.",
        mistake="leakage",
    )
    wanted, found = CALIBRATED["accuracy_phase_1"]["threshold"], accuracies.phase_1
    remark(f"After phase 1 it sorts {found:.1%} of pictures that were never handed out rightly.")
    with _as_after_phase_1(submission) as model:
        _require_measured(
            submission,
            "history_1",
            model,
            handed_out.validation,
            called="The model with `weights_1`",
            then="Take `weights_1` right after it.",
        )
    require(
        found >= wanted,
        expected=f"After phase 1, at least {wanted:.0%} of pictures that were never handed out are sorted rightly.",
        observed=f"With `weights_1` your model sorts {found:.1%} of them rightly.",
        why="A head that has not converged sends wild corrections into the blocks that you unfreeze next.",
        next_step="Train the head for more epochs, or at a higher rate, until its curves are nearly flat.",
        mistake="head not converged",
    )
    epochs = len(curves_of(submission.value("history_1")).get("loss", ()))
    require(
        epochs >= EPOCHS,
        expected=f"Phase 1 lasts for about 12 epochs, and for {EPOCHS} at least.",
        observed=f"`history_1` has {epochs}.",
        why="A head has converged when its curves are nearly flat, and so few points are no curve.",
        next_step="Train the head for more epochs. Where you call `fit` several times, put the curves together.",
        mistake="head not converged",
    )


def _require_measured(
    submission: Submission, history: str, model: Any, validation: Pictures, *, called: str, then: str
) -> None:
    """The curves of a phase are those of the validation pictures, and of the model that came of it."""
    curves = curves_of(submission.value(history))
    require_validation_curves(curves, history)
    reached = accuracy_on(model, validation.x, validation.y)
    require_own_history(curves, reached, history=history, model=called, then=then)


@dataclass(frozen=True, eq=False)
class Accuracies:
    """What each phase reaches on the hidden pictures; measured once, when asked for."""

    submission: Submission
    hidden: Pictures

    @cached_property
    def phase_1(self) -> float:
        with _as_after_phase_1(self.submission) as model:
            return accuracy_on(model, self.hidden.x, self.hidden.y)

    @cached_property
    def phase_2(self) -> float:
        return accuracy_on(_model(self.submission), self.hidden.x, self.hidden.y)


@pytest.fixture(scope="session")
def accuracies(submission: Submission, hidden: Pictures) -> Accuracies:
    return Accuracies(submission, hidden)


@points(3, "3.5.1 Phase 2 took place", passed="Phase 2 ran for some epochs, and its losses are numbers.")
def test_phase_2_took_place(submission: Submission) -> None:
    history = submission.value("history_2")
    require(
        isinstance(getattr(history, "history", history), dict),
        expected="`history_2` is what `fit` returned in phase 2.",
        observed=f"`history_2` is {in_words(history)}.",
        why="The history is the record of the training.",
        next_step="Write `history_2 = model.fit(...)`.",
    )
    losses = list(curves_of(history).get("loss", ()))
    expected = f"Phase 2 lasts for about 10 epochs, and for {EPOCHS} at least."
    require(
        len(losses) > 0,
        expected=expected,
        observed="No epoch of it was run.",
        why="With `initial_epoch`, `epochs` means the number of the last epoch, not how many there are.",
        next_step="Leave `initial_epoch` out, or add it to `epochs`.",
        mistake="no epochs",
    )
    require(
        len(losses) >= EPOCHS,
        expected=expected,
        observed=f"It lasted for {len(losses)}.",
        why="A callback from phase 1 may carry its old goal along and stop phase 2 at once.",
        next_step="Make new callbacks for phase 2, with a `patience` of a few epochs, and look at `epochs`.",
        mistake="early stopping reused",
    )
    require(
        bool(np.isfinite(losses).all()),
        expected="All losses of phase 2 are numbers.",
        observed="The loss became infinite or not a number.",
        why="Weights that have become too large give no useful outputs any more.",
        next_step="Lower the learning rate of phase 2.",
        mistake="loss not finite",
    )
    require(
        _head_likeness(submission) > SAME_HEAD,
        expected="Phase 2 goes on with the head of phase 1.",
        observed="The head of `model` has nothing in common with the one in `weights_1`.",
        why="A new head is random, and its wild corrections spoil the blocks that learn along with it.",
        next_step="Call `prepare(model, base, ...)` in phase 2 with the `model` that you trained in phase 1.",
        mistake="another head in phase 2",
    )


def _head_likeness(submission: Submission) -> float:
    """Cosine between the largest kernel of the head after phase 1 and now; 1 where that is not known."""
    model = _model(submission)
    try:
        after_phase_1 = _weights_1(submission)
    except (CheckFailed, NotAnswered):  # another check says so
        return 1.0
    info = find_base(model)
    of_base = {id(weight) for layer in (info.layers if info else ()) for weight in layer.weights}
    kernels = [
        (np.asarray(weight, dtype="float64").ravel(), before.ravel())
        for weight, before in zip(model.weights, after_phase_1, strict=True)
        if id(weight) not in of_base and len(weight.shape) > 1
    ]
    now, before = max(kernels, key=lambda pair: pair[0].size, default=(np.ones(1), np.ones(1)))
    return float(now @ before / max(float(np.linalg.norm(now) * np.linalg.norm(before)), 1e-12))


@points(
    5,
    "3.5.2 The model was compiled again for phase 2",
    after="3.5.1",
    explained_by=("3.3.3",),
    passed="The optimizer updates what can be trained.",
)
def test_compiled_again(submission: Submission, weights: Path) -> None:
    model = _model(submission)
    state = compile_state(model)
    require(
        state.kind is not Compiled.NEVER,
        expected="`model` is compiled.",
        observed="`model` was never compiled.",
        why="Without a loss and an optimizer a model cannot be trained.",
        next_step="Call `prepare` before `fit`, in each phase.",
        mistake="not compiled",
    )
    require(
        not state.left_out or len(_moved(model, weights)) > 0,
        expected="After the base was unfrozen, the model was compiled again.",
        observed=f"{len(state.left_out)} weights are switched on, and training has left all of them alone.",
        why="Keras lists the weights to update when training starts, and keeps the list until the next `compile`. "
        "Switches that are flipped in between change nothing.",
        next_step=f'Call `prepare(model, base, "{BLOCK}", fine_rate)`, which compiles, right before the second `fit`.',
        mistake="not compiled again",
    )


def _moved(model: Any, weights: Path) -> tuple[str, ...]:
    return _drift(model, weights).changed


@points(
    7,
    "3.5.3 The top blocks have learned, the rest is as it was",
    after="3.5.1",
    explained_by=("3.1.2", "3.3.2", "3.3.3", "3.4.1", "3.5.2"),
    passed="From the unfrozen block on all layers have moved; those before it equal the pretrained ones bit by bit.",
)
def test_what_moved(submission: Submission, weights: Path) -> None:
    model = _model(submission)
    info = find_base(model)
    if info is None:
        raise _no_base("`model`")
    extent = judge_extent([layer.name for layer in info.layers if layer.weights], _moved(model, weights), BLOCK)
    observed, step, mistake = {
        Reach.RIGHT: ("", "", ""),
        Reach.NOTHING: (
            "All layers of the base equal the pretrained ones.",
            f'Call `prepare(model, base, "{BLOCK}", fine_rate)` before the second `fit`, with the base that is inside '
            "the model.",
            "nothing unfrozen",
        ),
        Reach.REVERSED: (
            f"{len(extent.surplus)} layers before it have changed, and {len(extent.missing)} from it on have not.",
            "The early layers were trained instead of the late ones: look at which side of the block you unfreeze.",
            "slice sign wrong",
        ),
        Reach.TOO_MUCH: (
            f"{len(extent.surplus)} layers before it have changed, too, such as `{_first(extent.surplus)}`.",
            f"Unfreeze from `{BLOCK}` on in phase 2, and freeze all layers before it.",
            "freeze misses layers",
        ),
        Reach.TOO_LITTLE: (
            f"{len(extent.missing)} of the {extent.wanted} layers from it on have not, such as "
            f"`{_first(extent.missing)}`.",
            f"Unfreeze everything from `{BLOCK}` on, and compile after that.",
            "unfreezes too little",
        ),
    }[extent.reach]
    require(
        extent.reach is Reach.RIGHT,
        expected=f"Phase 2 has changed the layers from `{BLOCK}` on, and none before it.",
        observed=observed,
        why="What counts is which weights have moved, whatever the switches say.",
        next_step=step,
        mistake=mistake,
    )


@points(
    4,
    "3.5.4 BatchNormalization kept its averages",
    after="3.5.1",
    explained_by=("3.1.3", "3.4.1", "3.5.2"),
    passed="All averages equal the pretrained ones.",
)
def test_statistics(submission: Submission, weights: Path) -> None:
    drift = _drift(_model(submission), weights)
    require(
        not drift.changed_statistics,
        expected="The averages of all BatchNormalization layers equal the pretrained ones.",
        observed=f"In {len(drift.changed_statistics)} layers they have moved, such as "
        f"`{_first(drift.changed_statistics)}`.",
        why="Averages of a few small batches replace those of very many pictures. Training accuracy may look fine, and "
        "new pictures are sorted worse.",
        next_step="Freeze the BatchNormalization layers among the unfrozen ones, before you compile.",
        mistake="batch norm updating",
    )


@points(
    5,
    "3.5.5 The rate of phase 2 is much lower",
    after="3.5.1",
    explained_by=("3.3.3", "3.5.2"),
    passed="Gentle steps for weights that are good already.",
)
def test_rates(submission: Submission) -> None:
    high, low = (_rate(submission, name) for name in ("head_rate", "fine_rate"))
    compiled = record_of(_model(submission)).compiled
    used = compiled.optimizer.start_rate if compiled and compiled.optimizer else low
    require(
        max(low, used) <= LOWER * high,
        expected="Phase 2 starts at a tenth of the rate of phase 1, or lower.",
        observed=f"Phase 1 was trained at {high:.3g}, and phase 2 starts at {max(low, used):.3g}.",
        why="The unfrozen weights are good already. Large steps throw away what they know.",
        next_step="Take a `fine_rate` of at most a tenth of `head_rate`, and hand it to `prepare`.",
        mistake="fine-tuning at the rate of the head",
    )


def _rate(submission: Submission, name: str) -> float:
    value = submission.value(name)
    number = value.item() if isinstance(value, np.ndarray) and value.size == 1 else value
    is_rate = isinstance(number, int | float) and not isinstance(number, bool) and number > 0
    require(
        is_rate,
        expected=f"`{name}` is the learning rate at which the phase starts, a number.",
        observed=f"`{name}` is {in_words(value)}.",
        why="The two rates are compared.",
        next_step=f"Write for example `{name} = 0.01`. If it changes on the way, write where it starts.",
    )
    return float(number)


@points(
    5,
    "3.5.6 Accuracy on pictures that nobody has seen",
    after="3.5.1",
    explained_by=("3.3.2", "3.3.3", "3.4.1", "3.4.2", "3.5.2", "3.5.3", "3.5.4", "3.5.5"),
    passed="The fine-tuned model does well on pictures that were never handed out.",
)
def test_accuracy(
    submission: Submission, handed_out: HandedOut, accuracies: Accuracies, remark: Callable[[str], None]
) -> None:
    wanted, found = CALIBRATED["accuracy_phase_2"]["threshold"], accuracies.phase_2
    remark(f"It sorts {found:.1%} of them rightly; {wanted:.0%} were asked for.")
    _require_measured(
        submission,
        "history_2",
        _model(submission),
        handed_out.validation,
        called="`model`",
        then="Train `model` no further afterwards.",
    )
    require(
        found >= wanted,
        expected=f"After phase 2, at least {wanted:.0%} of pictures that were never handed out are sorted rightly.",
        observed=f"Your model sorts {found:.1%} of them rightly.",
        why="What a model does on new pictures is all that counts in the end.",
        next_step="Look at the validation curve of phase 2: if it is still rising, train longer; if it falls at the "
        "start and stays low, take a lower rate.",
        mistake="low accuracy",
    )


@points(
    4,
    "3.5.7 Fine-tuning was worth it",
    after="3.5.1",
    explained_by=("3.4.1", "3.4.2", "3.5.2", "3.5.3", "3.5.4", "3.5.5", "3.5.6"),
    passed="Phase 2 has kept or improved what phase 1 reached.",
)
def test_gain(accuracies: Accuracies, remark: Callable[[str], None]) -> None:
    wanted = CALIBRATED["gain"]["threshold"]
    gain = accuracies.phase_2 - accuracies.phase_1
    remark(f"On new pictures, accuracy changed by {100 * gain:+.1f} points of a percent.")
    require(
        gain >= wanted - 1e-9,
        expected=f"From phase 1 to phase 2, accuracy on new pictures changes by {100 * wanted:+.0f} points of a "
        "percent, or better.",
        observed=f"It changed by {100 * gain:+.1f}.",
        why="Fine-tuning that loses what the head had reached costs time and makes the model worse.",
        next_step="Take a lower rate in phase 2, and check that phase 1 had converged.",
        mistake="fine-tuning lost accuracy",
    )


#: Arguments of `choose_strategy`: pictures per class, similarity, minutes. None is near a border that the text calls
#: rough: 12 pictures are few, 36 are not; 290 are not many, 900 are; 0.2 is unlike, 0.5 is not.
SCENARIOS = {
    "head only": (
        *((2000, 0.1, 1), (5, 0.9, 2), (4, 0.95, 600), (6, 0.05, 600), (5000, 0.95, 2)),
        *((2000, 0.1, 4), (12, 0.9, 120)),
    ),
    "top blocks": (
        *((150, 0.9, 120), (3000, 0.95, 600), (5000, 0.05, 12), (100, 0.8, 15)),
        *((150, 0.9, 5), (36, 0.9, 120), (290, 0.1, 600), (3000, 0.5, 600), (5000, 0.05, 25)),
    ),
    "everything, low rate": ((5000, 0.05, 600), (20000, 0.1, 240), (900, 0.2, 30)),
}
BECAUSE = {
    "head only": "there is no time for more, or there are so few pictures that more would learn them by heart",
    "top blocks": "there are pictures enough to adapt the late layers, and no reason or no time to change all",
    "everything, low rate": "many pictures of quite another kind, and time, make it worth to adapt the early layers",
}


@points(3, "3.6.1 Little time or few pictures", passed="Little time and few pictures both call for the head alone.")
def test_choose_head(submission: Submission) -> None:
    _require_choices(submission, "head only")


@points(4, "3.6.2 The usual case", passed="Where nothing speaks for the extremes, the top blocks are trained.")
def test_choose_top(submission: Submission) -> None:
    _require_choices(submission, "top blocks")


@points(3, "3.6.3 Many pictures of another kind", passed="Everything is trained where it is worth it, at a low rate.")
def test_choose_everything(submission: Submission) -> None:
    _require_choices(submission, "everything, low rate")


def _require_choices(submission: Submission, right: str) -> None:
    for case in SCENARIOS[right]:
        pictures, similarity, minutes = case
        answer = submission.call("choose_strategy", *case)
        chosen = " ".join(answer.casefold().split()) if isinstance(answer, str) else ""
        told = f"{pictures:,} pictures per class, similarity {similarity}, {minutes} minutes"
        require(
            chosen in {*SCENARIOS, "everything, high rate"},
            expected=f"One of {', '.join(f'`{name!r}`' for name in SCENARIOS)}.",
            observed=f"For {told} your function returns {in_words(answer)}.",
            why="Mira's friends look the name up in the table.",
            next_step="Return one of the names in the table, spelled like there.",
        )
        require(
            chosen != "everything, high rate",
            expected="A strategy from the table.",
            observed=f"For {told} your function returns `'everything, high rate'`.",
            why="At the rate of the head, the whole base is spoiled within a few epochs, as the comparison shows.",
            next_step="Go through the rows of the table; this strategy is in none of them.",
            mistake="fine-tuning at the rate of the head",
        )
        require(
            chosen == right,
            expected="The strategy in the first row of the table that fits.",
            observed=f"For {told} your function returns `{chosen!r}`.",
            why=f"Here another row fits first: {BECAUSE[right]}.",
            next_step="Go through the table from the top with these three numbers, then compare your conditions.",
            mistake="choice of strategy",
        )


@points(5, "3.7.1 Short training and adapting, both")
def test_question(submission: Submission, questions: Questions) -> None:
    questions.judge("3.7", submission.value("answer_3_7"))
