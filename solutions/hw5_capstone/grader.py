"""Hidden checks of hw5, "Spot the cat".

The spotter that is judged is trained while it is graded: the student's function is called under a stopwatch of the
grader's own. What the notebook says about its runs is only compared with that.
"""

from __future__ import annotations

import gc
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    BINARY_LOSS_PROBLEMS,
    METRIC_PROBLEMS,
    SCALING_PROBLEMS,
    BaseInfo,
    BaseWeights,
    CheckFailed,
    Compiled,
    Drift,
    Feedback,
    HandedOut,
    Labels,
    Leaderboard,
    MetricProblem,
    NotAnswered,
    Order,
    Pictures,
    Problem,
    Questions,
    Scaling,
    Speedometer,
    Submission,
    UnsafeModel,
    compile_state,
    count_shown,
    describe_freezing,
    expect_model,
    find_base,
    in_words,
    judge_metrics,
    judge_model,
    lab_settings,
    measure_drift,
    points,
    probe_scaling,
    recalls,
    require,
    require_unchanged,
    scaling_observed,
)

CALIBRATED = json.loads(Path(__file__).with_name("thresholds.json").read_text(encoding="utf-8"))

#: A clock sees more than the training. So much over the budget is put down to the machine: only clear excess fails.
SLACK = 2.0
#: A run has to be better by this much to speak against a choice; less may be luck on 200 pictures.
CLEARLY = 0.05
#: Trained again, a strategy does as well as before, but for chance: that is a few hundredths, and labels that are not
#: those of the pictures cost three tenths or more.
OTHER_RUN = 0.2
#: Taught the reverse on so few pictures of each kind, no new model gets so many of the others right.
FEW, KNOWN_ALREADY = 8, 0.75
#: Nobody records more runs by training, and what is put into sets must not be many.
MOST_RUNS = 500
#: The leaderboard's seconds are those of a machine that does so many looks in a second.
STANDARD_LOOKS_PER_SECOND = 100


@dataclass(frozen=True)
class Budget:
    """What training may use; students read the same numbers from ``lab.BUDGET``."""

    trainable_parameters: int
    looks: int


@dataclass(frozen=True)
class Course:
    """What students were given.

    Attributes:
        settings: of their ``lab``.
        folder: of their ``lab``.
    """

    settings: dict[str, Any]
    folder: Path

    @property
    def weights(self) -> str | Path:
        """What the base is compared with: a file, or a name that Keras knows."""
        name = str(self.settings["weights"])
        return self.folder / "data" / name if name.endswith(".h5") else name

    @property
    def budget(self) -> Budget:
        """For training."""
        return Budget(**self.settings["budget"])


@dataclass(frozen=True)
class Run:
    """One recorded run, as far as it is judged.

    Attributes:
        pixels: sum of those it was judged on, by which to know the pictures; None in a record of the student's own
            making.
    """

    strategy: str
    trainable_parameters: int
    seconds: float
    balanced_accuracy: float
    pixels: int | None


@dataclass(frozen=True)
class Trained:
    """What came back from the student's training function.

    Attributes:
        model: rebuilt here.
        looks: how long it took, in pictures that pass through the base model on this machine.
        trainable_parameters: that can be trained now; a record of a run says the same number.
        parameters: that may have been trained: all but those that equal the pretrained ones bit by bit.
        base: the MobileNetV2 in it, if there is one.
        drift: how far that is from the pretrained one.
    """

    model: Any
    looks: float
    trainable_parameters: int
    parameters: int
    base: BaseInfo | None
    drift: Drift | None


@pytest.fixture(scope="session")
def course(materials: Path) -> Course:
    folder = materials / "lab"
    return Course(lab_settings(folder), folder)


@pytest.fixture(scope="session")
def train(submission: Submission, course: Course) -> Callable[[], Trained]:
    """Call it to get the spotter, trained in the chosen way; that happens once, whatever comes of it."""
    done: list[Trained | Exception] = []

    def train_once() -> Trained:
        if not done:
            try:
                done.append(train())
            except (CheckFailed, NotAnswered, UnsafeModel) as problem:
                done.append(problem)
        if isinstance(done[0], Exception):
            raise done[0]
        return done[0]

    def train() -> Trained:
        if submission.value("choice") is ...:
            raise NotAnswered("`choice`")
        _built.cache_clear()  # in a small container training needs the memory
        gc.collect()
        speed = Speedometer(tuple(course.settings["image_shape"]), float(course.settings["alpha"]), submission.still)
        speed.read()
        try:
            result = submission.call("train_chosen")
        except CheckFailed as problem:
            looks = submission.seconds / speed.seconds
            most = course.budget.looks
            raise _too_slow(looks, most) if looks > SLACK * most else problem from None
        seconds = submission.seconds
        speed.read()
        model = expect_model(result, "`train_chosen()`")
        units = model.output_shape[-1]
        require(
            units in (1, 2) and len(model.output_shape) == 2,
            expected="The trained model gives one or two numbers for each picture.",
            observed=f"Its outputs have shape {tuple(model.output_shape)}, where None stands for the batch.",
            why="The door asks one question: a cat, or not?",
            next_step="Start `train_spotter` from your `build_spotter()`.",
            mistake="output width",
        )
        count = sum(math.prod(weight.shape) for weight in model.trainable_weights)
        base = find_base(model)
        drift = measure_drift(model, course.weights, base)
        looks = seconds / speed.seconds
        return Trained(model, looks, count, _perhaps_trained(model, base, drift), base, drift)

    return train_once


@pytest.fixture(scope="session")
def door(train: Callable[[], Trained], hidden: Pictures) -> Callable[[], Door]:
    """Call it to show the spotter the hidden pictures."""

    @cache
    def door() -> Door:
        kept_out, spotted = recalls(train().model, hidden.x, _cats(hidden))
        return Door(spotted, kept_out)

    return door


def _cats(pictures: Pictures) -> np.ndarray[Any, Any]:
    """1 for a cat, 0 for another animal: int64 ``(n,)``."""
    return np.where(pictures.y == pictures.class_names.index("cat"), 1, 0)


@cache
def _built(submission: Submission) -> Any:
    return expect_model(submission.call("build_spotter"), "`build_spotter()`")


@cache
def _runs(submission: Submission) -> tuple[Run, ...]:
    value = submission.value("runs")
    if value is ...:
        raise NotAnswered("`runs`")
    readable = isinstance(value, list | tuple) and len(value) <= MOST_RUNS
    found = tuple(_run(item) for item in value) if readable else ()
    if not found or None in found:
        raise CheckFailed(
            Feedback(
                expected="`runs` is a list, and each of its items is what `lab.record_run(...)` returned.",
                observed=f"`runs` is {in_words(value)}.",
                why="The numbers that were recorded are what your choice rests on.",
                next_step="Write `runs = [lab.record_run(...), lab.record_run(...)]`, with `train_spotter` finished.",
            )
        )
    return tuple(run for run in found if run is not None)


def _run(item: Any) -> Run | None:
    match item:
        case {
            "strategy": str(strategy),
            "trainable_parameters": int(count),
            "seconds": int() | float() as seconds,
            "balanced_accuracy": int() | float() as accuracy,
        } if 0 <= accuracy <= 1:
            pixels = item.get("pixels")
            return Run(strategy, count, float(seconds), float(accuracy), pixels if isinstance(pixels, int) else None)
    return None


LABELS = np.array([3, 1, 0, 2, 1, 1, 4])
NAMES = ("fox", "cat", "dog", "bear", "rabbit")


@points(5, "5.1.1 A cat is a 1, any other animal a 0", passed="Wherever the cat stands among the classes.")
def test_is_cat(submission: Submission) -> None:
    first, fourth = ("cat", "dog", "fox", "bear", "rabbit"), ("caterpillar", "dog", "fox", "cat", "bear")
    for names, shown in ((NAMES, "second"), (first, "first"), (fourth, "fourth")):
        found = submission.call("is_cat", LABELS, names)
        wanted = (np.array(names)[LABELS] == "cat").astype(int)
        fine = isinstance(found, np.ndarray | list | tuple) and np.shape(found) == wanted.shape
        require(
            fine and np.array_equal(np.asarray(found, dtype="float64"), wanted),
            expected="One number for each label: 1 where it means a cat, and 0 where it means another animal.",
            observed=f"With the cat as the {shown} of the classes {', '.join(names)}, `is_cat` gives "
            f"{in_words(_plainly(found))}.",
            why="Everything that follows learns from these labels, and the order of classes differs between data sets.",
            next_step='Find the place of `"cat"` in `class_names`, and compare all labels with it.',
            mistake="cat labels",
        )
    require_unchanged(submission, "is_cat", (LABELS, fourth), wanted, argument="labels")


TRUTH = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
MANY_CATS = np.array([1, 0, 1, 1, 0, 1, 1, 0])
CASES = (
    (TRUTH, np.array([1, 0, 0, 0, 0, 0, 0, 0, 1, 1]), 0.625),
    (TRUTH, np.array([0, 1, 1, 1, 1, 1, 0, 0, 0, 0]), 0.5),
    (TRUTH, np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]), 1.0),
    (TRUTH, np.array([0, 0, 1, 1, 1, 1, 1, 1, 1, 1]), 0.0),
    (MANY_CATS, np.array([1, 1, 1, 1, 0, 1, 0, 1]), (4 / 5 + 1 / 3) / 2),
    (np.array([0, 0, 0, 1, 0, 0]), np.array([0, 1, 0, 1, 0, 0]), (1 + 4 / 5) / 2),
)


def _mistaken_for(found: float, truth: np.ndarray[Any, Any], guesses: np.ndarray[Any, Any]) -> str:
    """What was measured instead, where that can be told."""
    return "plain accuracy" if math.isclose(found, np.mean(truth == guesses), abs_tol=1e-6) else ""


@points(6, "5.2.1 The mean of both shares", passed="Both classes count the same.")
def test_balanced_accuracy(submission: Submission) -> None:
    for truth, guesses, wanted in CASES:
        found = _number(submission.call("balanced_accuracy", truth, guesses))
        cats, spotted = int(truth.sum()), int(guesses[truth == 1].sum())
        others, kept_out = len(truth) - cats, int((guesses[truth == 0] == 0).sum())
        require(
            math.isclose(found, wanted, abs_tol=1e-6),
            expected="The mean of two shares: of the cats that are taken for cats, and of the others that are not.",
            observed=f"Where {spotted} of {cats} cats and {kept_out} of {others} others are right, it gives "
            f"{found:.4g}.",
            why="A measure that counts pictures instead lets the frequent class outvote the rare one.",
            next_step="Compute each share on the pictures of its own class alone, then take the mean of the two.",
            mistake=_mistaken_for(found, truth, guesses),
        )
    truth, guesses, wanted = CASES[0]
    require_unchanged(submission, "balanced_accuracy", (truth, guesses), wanted, argument="truth")


@points(4, "5.2.2 A door that never opens is worth one half", passed="Neither kind of lazy door gets far.")
def test_lazy_doors(submission: Submission) -> None:
    for said, door in ((0, "never opens"), (1, "is always open")):
        found = _number(submission.call("balanced_accuracy", TRUTH, np.full(10, said)))
        require(
            math.isclose(found, 0.5, abs_tol=1e-6),
            expected="Always giving the same answer is right for all of one class and none of the other.",
            observed=f"For a door that {door} your measure is {found:.4g}.",
            why="A fair measure gives the same to every answer that needs no look at the picture.",
            next_step="Work out both shares for this door by hand, then their mean.",
            mistake=_mistaken_for(found, TRUTH, np.full(10, said)),
        )


@points(4, "5.3.1 The base is pretrained, has no top, and is frozen", passed="Only the head learns at first.")
def test_base(submission: Submission, course: Course) -> None:
    model = _built(submission)
    info = find_base(model)
    drift = measure_drift(model, course.weights, info)
    facts = describe_freezing(model, info)
    if info is None or drift is None or facts is None:
        raise _no_base()
    require(
        not info.has_top,
        expected="The base ends in feature maps: MobileNetV2 without its old top.",
        observed="The old top with its 1000 outputs is still on.",
        why="The old top names objects of another task. A head on top of it sees those names, not the features.",
        next_step="Leave the top off where you make the base.",
        mistake="include_top",
    )
    require(
        drift.kind not in (BaseWeights.STATISTICS_MOVED, BaseWeights.PARTLY_TRAINED, BaseWeights.ALL_TRAINED),
        expected="`build_spotter()` gives a new model each time, with the base as it is in the file.",
        observed=f"{len({*drift.changed, *drift.changed_statistics})} layers of its base have learned already.",
        why="Each strategy would start from what the one before it has left, and comparing them would tell nothing.",
        next_step="Load `MobileNetV2` inside `build_spotter`, so that each call makes a base of its own.",
        mistake="base shared between models",
    )
    require(
        drift.kind is BaseWeights.PRETRAINED,
        expected="Each weight of the base equals the pretrained one.",
        observed="The weights of the base are not those of the file.",
        why="There is nothing to transfer from a base that has seen nothing.",
        next_step="Hand `lab.WEIGHTS` and `lab.ALPHA` to `MobileNetV2`, and change nothing in the weights.",
        mistake="weights=None",
    )
    require(
        facts.head_trained > 0,
        expected="The weights of the head can be trained.",
        observed="Nothing in the head can be trained.",
        why="A frozen head keeps its random weights, and the model goes on guessing.",
        next_step="Freeze the base alone. Do not set `trainable` on the whole model.",
        mistake="head frozen",
    )
    require(
        facts.base_frozen,
        expected="The head can be trained, and no weight of the base can.",
        observed=f"{len(facts.trained)} layers of the base can be trained.",
        why="Under a head that is still random, training would spoil the base.",
        next_step="Freeze the base alone, before you put the model together.",
        mistake="not frozen",
    )


@points(4, "5.3.2 Pixels reach the base scaled to −1 … 1", explained_by=("5.3.1",), passed="Scaled once, inside.")
def test_scaling(submission: Submission) -> None:
    probe = probe_scaling(_built(submission))
    if probe is None:
        raise _no_base()
    mistake, step = SCALING_PROBLEMS[probe.kind]
    require(
        probe.kind is Scaling.SYMMETRIC,
        expected="A black pixel (0) reaches the base as −1 and a white one (255) as 1.",
        observed=scaling_observed(probe),
        why="The base has learned from pixels between −1 and 1. With others it sees badly, and no error tells you.",
        next_step=step,
        mistake=mistake,
    )


@points(7, "5.3.3 Outputs, loss and labels fit together", passed="The loss knows what your outputs mean.")
def test_loss(submission: Submission) -> None:
    model = _built(submission)
    require(
        model.output_shape in ((None, 1), (None, 2)),
        expected="The model gives one or two numbers for each picture.",
        observed=f"Its outputs have shape {tuple(model.output_shape)}, where None stands for the batch.",
        why="The question has two answers: a cat, or not. More outputs are for other questions.",
        next_step="Give the last layer one unit, or two.",
        mistake="output width",
    )
    problem = judge_model(model, Labels.BINARY).problem
    observed, step = BINARY_LOSS_PROBLEMS[problem]
    require(
        problem is Problem.NONE,
        expected="The loss knows what your outputs mean, and that each label is a 0 or a 1.",
        observed=observed,
        why="A loss that does not fit often runs without an error, and learns badly or nothing.",
        next_step=step,
        mistake=problem.name.lower(),
    )


@points(5, "5.3.4 The reported accuracy counts right", after="5.3.3", passed="Outputs are cut where they should be.")
def test_metric(submission: Submission) -> None:
    problem = judge_metrics(_built(submission), Labels.BINARY)
    observed, step = METRIC_PROBLEMS[problem]
    require(
        problem is MetricProblem.NONE,
        expected="The compiled model reports an accuracy that counts a picture as right exactly when it is.",
        observed=observed,
        why="You choose by what is reported. A wrong cut makes a good model look bad, or the reverse.",
        next_step=step,
        mistake=problem.name.lower(),
    )


@points(
    10,
    "5.4.1 Runs of two strategies that train different parts",
    explained_by=("5.3.3",),
    passed="There is something to compare.",
)
def test_runs(submission: Submission, handed_out: HandedOut) -> None:
    runs = _runs(submission)
    counts = {run.trainable_parameters for run in runs}
    names = {run.strategy for run in runs}
    require(
        len(names) > 1 and len(counts) > 1,
        expected="Runs of at least two strategies, of which two differ in which parameters they train.",
        observed=f"There {'is 1 run' if len(runs) == 1 else f'are {len(runs)} runs'} with {len(names)} "
        f"{'name' if len(names) == 1 else 'different names'} and {len(counts)} "
        f"{'number' if len(counts) == 1 else 'different numbers'} of trainable parameters.",
        why="You can only choose between things that differ, and what is trained makes the largest difference.",
        next_step="Let `train_spotter` do something else for another name, such as train the last block, too.",
        mistake="nothing to compare",
    )
    learned_from = round(float(handed_out.train.x.sum(dtype="float64")))
    require(
        all(run.pixels != learned_from for run in runs),
        expected="Each run is judged on the validation pictures.",
        observed="A run was judged on the training pictures.",
        why="On pictures that it has learned from, a model looks better than it is, and the one that knows them by "
        "heart looks best.",
        next_step="Hand `(data.x_val, cats_val)` to `lab.record_run` as its last argument.",
        mistake="validated on other pictures",
    )


@points(2, "5.5.1 The choice is one of the recorded runs", after="5.4.1", passed="It has been tried.")
def test_choice_is_recorded(submission: Submission) -> None:
    choice = submission.value("choice")
    if choice is ...:
        raise NotAnswered("`choice`")
    require(
        any(run.strategy == choice for run in _runs(submission)),
        expected="`choice` is the name of a strategy, spelled as in one of your runs.",
        observed=f"`choice` is {in_words(choice)}, which none of your runs is called.",
        why="A choice that was never tried is a guess.",
        next_step="Copy the name from the table of runs, or record a run of that strategy.",
        mistake="choice not recorded",
    )


@points(5, "5.5.2 The choice follows from the runs", after="5.5.1", passed="No run within the budgets is better.")
def test_choice_follows(submission: Submission, course: Course) -> None:
    allowed = [run for run in _runs(submission) if run.trainable_parameters <= course.budget.trainable_parameters]
    chosen = max(run.balanced_accuracy for run in _runs(submission) if run.strategy == submission.value("choice"))
    best = max(allowed, key=lambda run: run.balanced_accuracy, default=None)
    require(
        best is None or chosen >= best.balanced_accuracy - CLEARLY - 1e-9,
        expected="No other run within the parameter budget is clearly better than the one that you chose.",
        observed=f"Your choice has a balanced accuracy of {chosen:.0%} on the validation pictures"
        + (f', and the run "{best.strategy[:60]}" has {best.balanced_accuracy:.0%}.' if best else "."),
        why="The validation pictures stand for the pictures to come. That is what they are kept aside for.",
        next_step="Choose the better run, or improve the strategy that you like and record it again.",
        mistake="choice against the runs",
    )


@points(8, "5.5.3 The trained model is what was recorded", after="5.5.1", passed="Record and model agree.")
def test_model_is_as_recorded(
    submission: Submission,
    train: Callable[[], Trained],
    handed_out: HandedOut,
    remark: Callable[[str], None],
) -> None:
    trained = train()
    state = compile_state(trained.model)
    require(
        state.kind is not Compiled.STALE,
        expected="The model was compiled after the last change of what can be trained.",
        observed=f"{len(state.left_out) + len(state.surplus)} weights can be trained and were not, or the reverse.",
        why="`compile` fixes what training changes. Unfreezing has no effect until it is called again.",
        next_step="Compile the model again right after you change what can be trained, and before the next `fit`.",
        mistake="not compiled again",
    )
    idle = _open_and_pretrained(trained)
    require(
        not idle,
        expected="What can be trained in the model that `train_spotter` returns has been trained.",
        observed=f"{len(idle)} layers of its base can be trained, and all of them equal the pretrained ones.",
        why="The record counts them as trained, and the choice rests on the record.",
        next_step="Call `fit` once more after you unfreeze and compile. If only the head is to learn, freeze the base.",
        mistake="not trained after unfreezing",
    )
    choice = submission.value("choice")
    recorded = {run.trainable_parameters for run in _runs(submission) if run.strategy == choice}
    require(
        trained.trainable_parameters in recorded,
        expected="The run of your choice has as many trainable parameters as the model that `train_spotter` returns.",
        observed=f"The model has {trained.trainable_parameters:,}; recorded are "
        f"{' and '.join(f'{count:,}' for count in sorted(recorded))}.",
        why="A choice rests on its record. If the record tells of another model, so does the choice.",
        next_step="Record the run again with `lab.record_run`, after your last change of `train_spotter`.",
        mistake="record of another model",
    )
    leaked = count_shown(trained.model, handed_out.validation.x)
    require(
        not leaked,
        expected="`train_spotter` trains on `pictures` and `cats` alone.",
        observed=f"It trained on {leaked} of the validation pictures, too.",
        why="Validation pictures show how a model does on new ones. For a model that has learned from them, they are "
        "not new any more, and the choice rests on nothing.",
        next_step="Hand `fit` nothing but what `train_spotter` is given. Validation pictures may go into "
        "`validation_data`.",
        mistake="leakage",
    )
    _require_new_model(submission, handed_out.train)
    told = [run.balanced_accuracy for run in _runs(submission) if run.strategy == choice]
    found = float(np.mean(recalls(trained.model, handed_out.validation.x, _cats(handed_out.validation))))
    remark(f"On the validation pictures its balanced accuracy is {found:.0%}; recorded is {max(told):.0%}.")
    require(
        min(abs(found - value) for value in told) <= OTHER_RUN,
        expected="Trained again, your choice does about as well on the validation pictures as its run says.",
        observed=f"Its balanced accuracy there is {found:.0%}, and the run says {max(told):.0%}.",
        why="Chance moves it by a few percentage points. So much means that the run was recorded with other pictures, "
        "with labels that are not theirs, or with another `train_spotter`.",
        next_step="Record the run again: `lab.record_run(train_spotter, choice, (data.x_train, cats_train), "
        "(data.x_val, cats_val))`.",
        mistake="record of another model",
    )


def _require_new_model(submission: Submission, training: Pictures) -> None:
    """Taught that a few cats are none and a few others are, a model that sorts the rest well knew it beforehand."""
    cats = _cats(training)
    few = np.concatenate([np.flatnonzero(cats == kind)[:FEW] for kind in (0, 1)])
    try:
        result = submission.call("train_spotter", submission.value("choice"), training.x[few], 1 - cats[few])
        model = expect_model(result, "`train_spotter(...)`")
    except (CheckFailed, UnsafeModel):
        return  # what needs more pictures than that is not asked
    rest = np.delete(np.arange(len(cats)), few)
    right = float(np.mean(recalls(model, training.x[rest], cats[rest])))
    require(
        right < KNOWN_ALREADY,
        expected="`train_spotter` trains a new model each time it is called, on the pictures that it is handed.",
        observed=f"Called with {len(few)} pictures whose labels were exchanged, it returned a model that all the same "
        f"tells cats from others, with a balanced accuracy of {right:.0%}. It has learned from other pictures.",
        why="A strategy that goes on with an earlier model, or trains on pictures of its own, is not the one recorded.",
        next_step="Call `build_spotter()` inside `train_spotter`, for every strategy, and train on `pictures` and "
        "`cats` alone.",
        mistake="goes on with an earlier model",
    )


@points(6, "5.5.4 Within the parameter budget", after="5.5.1", passed="The door's computer can take it.")
def test_parameters(train: Callable[[], Trained], course: Course, remark: Callable[[str], None]) -> None:
    trained, most = train(), course.budget.trainable_parameters
    count = trained.parameters
    frozen_again = count - trained.trainable_parameters
    remark(f"Training may change {count:,} of at most {most:,} parameters.")
    require(
        count <= most,
        expected=f"Training changes at most {most:,} parameters.",
        observed=f"In the model that `train_spotter` returns, {trained.trainable_parameters:,} can be trained"
        + (
            f", and {frozen_again:,} others are not those of the file: they were changed before they were frozen again."
            if frozen_again
            else "."
        ),
        why="Only so much can be sent to the door. Besides, many parameters and few pictures invite overfitting.",
        next_step="Unfreeze fewer layers: start at a later one, and leave BatchNormalization frozen.",
        mistake="parameter budget",
    )


def _open_and_pretrained(trained: Trained) -> list[str]:
    """Layers of the base that can be trained, if no training has changed any of them."""
    base, drift = trained.base, trained.drift
    if base is None or drift is None:
        return []
    trainable = {id(weight) for weight in trained.model.trainable_weights}
    layers = [layer.name for layer in base.layers if any(id(weight) in trainable for weight in layer.weights)]
    return [] if set(layers) & set(drift.changed) else layers


def _perhaps_trained(model: Any, base: BaseInfo | None, drift: Drift | None) -> int:
    """How many parameters training may have changed: all of which it cannot be shown that it did not.

    Shown is it for those that cannot be trained and equal the pretrained file bit by bit. Whatever else the model holds
    may have been trained and then frozen, or put there.
    """
    trainable = {id(weight) for weight in model.trainable_weights}
    known = base is not None and drift is not None and drift.kind is not BaseWeights.OTHER_SIZE
    changed = {*drift.changed, *drift.changed_statistics} if drift is not None else set()
    layers = base.layers if base is not None and known else ()
    as_in_the_file = {id(weight) for layer in layers if layer.name not in changed for weight in layer.weights}
    free = as_in_the_file - trainable
    return sum(math.prod(weight.shape) for weight in model.weights if id(weight) not in free)


@points(6, "5.5.5 Within the time budget", after="5.5.4", explained_by=("5.5.3",), passed="Fast enough.")
def test_time(
    train: Callable[[], Trained], course: Course, handed_out: HandedOut, remark: Callable[[str], None]
) -> None:
    looks, most = train().looks, course.budget.looks
    remark(f"Training took as long as about {looks:,.0f} looks; the budget is {most:,}.")
    require(
        looks > 2 * len(handed_out.train.y),  # the least that training needs is far more: model, graph, one pass
        expected="`train_spotter` trains a new model each time it is called, on the pictures that it is handed.",
        observed="It came back sooner than each picture could have been looked at twice.",
        why="A model that was trained elsewhere says nothing about how long your training takes.",
        next_step="Build and train the model inside `train_spotter`, and keep none from an earlier call.",
        mistake="nothing trained",
    )
    if looks > SLACK * most:
        raise _too_slow(looks, most)


_EARLIER = ("5.3.1", "5.3.2", "5.3.3", "5.5.3")


@points(10, "5.5.6 Bronze on new pictures", after="5.5.5", explained_by=_EARLIER, passed="It has learned to tell cats.")
def test_bronze(
    train: Callable[[], Trained],
    door: Callable[[], Door],
    leaderboard: Leaderboard,
    remark: Callable[[str], None],
) -> None:
    trained = train()
    leaderboard("Balanced accuracy", door().published)
    leaderboard("Trainable parameters", trained.parameters, Order.LOWEST_FIRST)
    leaderboard("Training seconds", round(trained.looks / STANDARD_LOOKS_PER_SECOND), Order.LOWEST_FIRST)
    _require_mark("bronze", door(), trained, remark)


@points(8, "5.5.7 Silver on new pictures", after="5.5.6", passed="Most cats get in, and most others do not.")
def test_silver(train: Callable[[], Trained], door: Callable[[], Door], remark: Callable[[str], None]) -> None:
    _require_mark("silver", door(), train(), remark)


@points(4, "5.5.8 Gold on new pictures", after="5.5.7", passed="As good as a well-chosen strategy gets.")
def test_gold(train: Callable[[], Trained], door: Callable[[], Door], remark: Callable[[str], None]) -> None:
    _require_mark("gold", door(), train(), remark)


@points(6, "5.6.1 What decides between two runs")
def test_reason(submission: Submission, questions: Questions) -> None:
    questions.judge("5.6", submission.value("answer_5_6"))


@dataclass(frozen=True)
class Door:
    """How a model did on the hidden pictures: the share of cats, and of others, that it got right."""

    spotted: float
    kept_out: float

    @property
    def published(self) -> float:
        """Balanced accuracy, rounded down to whole percent, as students and classmates read it.

        One hidden picture more or less moves it by at most half a percentage point, so that most such changes are not
        seen; and a model is shown pictures, never their places, so it cannot be made to answer for one of them alone.
        Thresholds are whole percents: nothing finer than the verdict itself is told.
        """
        return math.floor(50 * (self.spotted + self.kept_out) + 1e-9) / 100


def _require_mark(mark: str, found: Door, trained: Trained, remark: Callable[[str], None]) -> None:
    wanted = CALIBRATED[mark]["threshold"]
    remark(f"Its balanced accuracy is {found.published:.0%}; {wanted:.0%} were asked for.")
    if found.published >= wanted - 1e-9:
        return
    observed, step = _likely_cause(found, trained.drift)
    raise CheckFailed(
        Feedback(
            expected=f"For {mark}, a balanced accuracy of at least {wanted:.0%} on pictures that nobody has seen.",
            observed=f"Yours is {found.published:.0%}.{observed}",
            why="What a model does on new pictures is all that counts at the door.",
            next_step=step,
            mistake=f"no {mark}",
        )
    )


def _likely_cause(found: Door, drift: Drift | None) -> tuple[str, str]:
    """A fact that may explain a low accuracy, and what to try."""
    if drift is None or drift.kind is BaseWeights.UNRELATED:
        return (
            " Its base has nothing in common with the pretrained one.",
            "Keep the pretrained weights. If you train parts of the base, use a rate of a tenth of the head's or less.",
        )
    if drift.changed_statistics:
        return (
            " BatchNormalization averages of its base have moved.",
            "Leave the BatchNormalization layers frozen when you unfreeze others: small batches spoil their averages.",
        )
    if found.spotted < found.kept_out - 0.15:
        return (
            " It leaves cats outside far more often than it lets others in.",
            "Cats are rare in training. Let each cat count more, for example with `class_weight` in `fit`.",
        )
    if found.kept_out < found.spotted - 0.15:
        return (
            " It lets others in far more often than it leaves cats outside.",
            "Let a cat count less in training, or train for longer, until both mistakes are about equally rare.",
        )
    return "", "Train for longer if the curves still rise; otherwise train a little more of the base at a low rate."


def _too_slow(looks: float, budget: int) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected=f"Training takes about as long as {budget:,} looks, or less.",
            observed=f"It took as long as about {looks:,.0f} looks, {looks / budget:.1f} times the budget.",
            why="Mira trains again whenever a new cat moves in, on a small computer.",
            next_step="Train for fewer epochs, or unfreeze less. Most of the gain comes early: look at the curves.",
            mistake="time budget",
        )
    )


def _no_base() -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected="`build_spotter()` gives a model with `keras.applications.MobileNetV2` in it.",
            observed="None of its layers are there.",
            why="The pretrained weights belong to that network and fit no other.",
            next_step="Put what `keras.applications.MobileNetV2(...)` gives you between scaling and head.",
            mistake="another network",
        )
    )


def _plainly(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) and value.size <= 20 else value


def _number(value: Any) -> float:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CheckFailed(
            Feedback(
                expected="`balanced_accuracy` returns one number between 0 and 1.",
                observed=f"It returns {in_words(value)}.",
                why="Only single numbers can be compared.",
                next_step="Take the mean of the two shares, and return it.",
            )
        )
    return float(value)
