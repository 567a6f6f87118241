"""Hidden checks of hw5, "Spot the cat". What students read is in ``messages.toml``.

The spotter that is judged is trained while it is graded: the student's function is called under a stopwatch of the
grader's own. What the notebook says about its runs is only compared with that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    BaseWeights,
    CheckFailed,
    Compiled,
    Drift,
    HandedOut,
    Labels,
    Leaderboard,
    MetricProblem,
    Order,
    Pictures,
    PositiveClass,
    Problem,
    Run,
    Speedometer,
    StudentModel,
    Submission,
    UnsafeModel,
    calibrated,
    compile_state,
    concept_question,
    expect_model,
    expect_number,
    fact,
    if_right,
    in_words,
    is_answer,
    judge_function,
    judge_metrics,
    judge_model,
    lab_settings,
    load_helper,
    loss_fits,
    measure_drift,
    no_top,
    not_leaked,
    noted,
    only_head_trains,
    perhaps_trained,
    points,
    pretrained,
    recalls,
    recorded_runs,
    require,
    scaled,
    steady,
)

doors = load_helper(__file__, "doors")
SLACK = 2.0  # times the budget: a clock sees more than the training, and so much is put down to the machine
CLEARLY = 0.05  # better than a choice: less may be luck on 200 pictures
OTHER_RUN = 0.2  # trained again, a strategy does about as well; with labels of other pictures it loses more than 0.3
FEW, KNOWN_ALREADY = 8, 0.75  # with so few pictures of each kind, and labels exchanged, nobody learns to be so good
LOPSIDED = 0.15  # such a difference between the two kinds of mistakes may explain a low balanced accuracy
STANDARD_SPEED = 100  # forward passes in a second, on the machine whose seconds the leaderboard shows
GOALS = calibrated(__file__)
Budget = dict[str, int]


@pytest.fixture(scope="session")
def asked(materials: Path) -> PositiveClass:
    """Which class the door opens for."""
    return PositiveClass.of(lab_settings(materials / "lab"))


def _listed(value: Any, what: str) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


@points(5, "5.1.1 A 1 for the class that is asked for, and a 0 for any other")
def test_is_cat(submission: Submission, asked: PositiveClass) -> None:
    judge_function(
        submission,
        asked.function,
        doors.labelled(asked.name, asked.classes),
        right=asked.told_by_label,
        otherwise="cat labels",
        answer=_listed,
    )


@points(6, "5.2.1 The mean of both shares")
def test_balanced_accuracy(submission: Submission) -> None:
    judge_function(
        submission,
        "balanced_accuracy",
        doors.DOORS,
        right=doors.balanced,
        mistakes={"plain accuracy": doors.plain},
        answer=expect_number,
    )


@points(4, "5.2.2 Always giving the same answer is worth one half")
def test_lazy_doors(submission: Submission) -> None:
    truth = np.repeat([1, 0], [2, 8])  # as rare as cats are in the data
    for door, guesses in (("never opens", np.zeros_like(truth)), ("is always open", np.ones_like(truth))):
        found = expect_number(submission.call("balanced_accuracy", truth, guesses), "`balanced_accuracy(…)`")
        as_plain = is_answer(found, doors.plain(truth, guesses))
        require(is_answer(found, 0.5), "plain accuracy" if as_plain else "lazy door", does=door, found=found)


def _spotter(submission: Submission) -> StudentModel:
    return submission.built_by("build_spotter")


@fact
def _yes_or_no(model: StudentModel) -> None:
    require(model.output_shape in ((None, 1), (None, 2)), "output width", model=model, shape=model.output_shape)


@points(4, "5.3.1 The base is pretrained, has no top, and is frozen")
def test_base(submission: Submission, weights: Path) -> None:
    no_top(_spotter(submission))
    pretrained(_spotter(submission), weights)
    only_head_trains(_spotter(submission))


@points(4, "5.3.2 Pixels reach the base scaled to −1 … 1", explained_by=("5.3.1",))
def test_scaling(submission: Submission) -> None:
    scaled(_spotter(submission))


@points(7, "5.3.3 Outputs, loss and labels fit together")
def test_loss(submission: Submission) -> None:
    _yes_or_no(_spotter(submission))
    steady(_spotter(submission))
    loss_fits(_spotter(submission), Labels.BINARY)


@points(5, "5.3.4 The reported accuracy counts right", explained_by=("5.3.3",))
def test_metric(submission: Submission) -> None:
    problem = judge_metrics(_spotter(submission).keras, Labels.BINARY)
    require(problem is MetricProblem.NONE, problem.name.lower())


def _runs(submission: Submission) -> list[Run]:
    return recorded_runs(submission, "runs")


@points(10, "5.4.1 Runs of two strategies that train different parts", explained_by=("5.3.3",))
def test_runs(submission: Submission, handed_out: HandedOut) -> None:
    runs = _runs(submission)
    names, counts = {run.strategy for run in runs}, {run.trainable_parameters for run in runs}
    differ = len(names) > 1 and len(counts) > 1
    require(differ, "nothing to compare", runs=len(runs), names=len(names), counts=len(counts))
    validation = handed_out.validation
    require(not any(run.judged_on(handed_out.train) for run in runs), "validated on other pictures")
    others = [run for run in runs if run.judged_on(validation) is False]
    require(not others, "validated on a part", runs=len(others), count=len(validation.y))


@dataclass(frozen=True)
class Trained:
    """What came back from the student's training function.

    Attributes:
        model: rebuilt here.
        passes: how long it took, in pictures that pass once through the base model on this machine.
        drift: how far its base is from the pretrained one, if there is one in it.
    """

    model: StudentModel
    passes: float
    drift: Drift | None


@pytest.fixture(scope="session")
def budget(materials: Path) -> Budget:
    """What students read from ``lab.BUDGET``; a look is a picture that passes once through the base model."""
    return lab_settings(materials / "lab")["budget"]


@pytest.fixture(scope="session")
def trained(
    submission: Submission, materials: Path, weights: Path, budget: Budget, handed_out: HandedOut, asked: PositiveClass
) -> Trained:
    """The spotter, trained in the chosen way; that happens once, whatever comes of it."""
    choice, meant = submission.value("choice"), _meant(submission)  # without one, there is nothing to train
    settings = lab_settings(materials / "lab")
    speed = Speedometer(tuple(settings["image_shape"]), float(settings["alpha"]), submission.still)
    speed.read()
    try:
        if meant in (None, choice):
            model = submission.built_by("train_chosen")
        else:  # misspelt, which costs the points of 5.5.1 alone
            model = submission.built_by("train_spotter", meant, handed_out.train.x, asked.among(handed_out.train))
    except CheckFailed:
        _in_time(submission.seconds / speed.seconds, budget)  # if it was stopped, that is why
        raise
    seconds = submission.seconds
    speed.read()
    return Trained(model, seconds / speed.seconds, measure_drift(model.keras, weights, model.base))


@pytest.fixture(scope="session")
def door(trained: Trained, hidden: Pictures, asked: PositiveClass) -> tuple[float, ...]:
    """The shares of others and of what the door opens for that are classified correctly."""
    return recalls(trained.model.keras, hidden.x, asked.among(hidden))


def published(door: tuple[float, ...]) -> float:
    """Balanced accuracy, rounded down to whole percent, as students and classmates read it.

    One hidden picture moves it by half a percentage point at most, so hardly anything is told of any single one.
    """
    return math.floor(100 * float(np.mean(door)) + 1e-9) / 100


@fact
def _in_time(passes: float, budget: Budget) -> None:
    times = passes / budget["looks"]
    require(times <= SLACK, "time budget", passes=passes, budget=budget["looks"], times=times)


def _meant(submission: Submission) -> str | None:
    """The recorded strategy that is chosen, also where its name is misspelt; None where there is none like that."""
    choice, runs = submission.value("choice"), if_right(lambda: _runs(submission)) or ()
    names, told = {run.strategy for run in runs}, str(choice).casefold()
    close = get_close_matches(told, [name.casefold() for name in names], 2, 0.85)
    close = close or [name.casefold() for name in names if _words(told) and _words(told) <= _words(name.casefold())]
    return choice if choice in names else next((one for one in names if [one.casefold()] == close), None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _runs_of_choice(submission: Submission) -> list[Run]:
    meant = _meant(submission)
    return [run for run in _runs(submission) if run.strategy == meant]


@points(4, "5.5.1 The choice is one of the recorded runs", explained_by=("5.4.1",))
def test_choice_is_recorded(submission: Submission) -> None:
    choice = submission.value("choice")
    _recorded(choice, choice in {run.strategy for run in _runs(submission)})


@fact
def _recorded(choice: Any, known: bool) -> None:
    require(known, "choice not recorded", choice=in_words(choice))


@points(4, "5.5.2 The choice follows from the runs", explained_by=("5.4.1",))
def test_choice_follows(submission: Submission, budget: Budget) -> None:
    own = _runs_of_choice(submission)
    _recorded(submission.value("choice"), bool(own))
    chosen = max(run.balanced_accuracy for run in own)
    for run in _runs(submission):
        better = run.balanced_accuracy > chosen + CLEARLY + 1e-9
        follows = not better or run.trainable_parameters > budget["trainable_parameters"]
        require(follows, "choice against the runs", chosen=chosen, name=run.strategy[:60], other=run.balanced_accuracy)


@points(5, "5.5.3 The trained model is what was recorded", explained_by=("5.4.1",))
def test_model_is_as_recorded(
    submission: Submission, trained: Trained, handed_out: HandedOut, asked: PositiveClass, remark: Callable[[str], None]
) -> None:
    state, runs = compile_state(trained.model.keras), _runs_of_choice(submission) or _runs(submission)
    require(state.kind is not Compiled.STALE, "not compiled again", weights=len(state.left_out) + len(state.surplus))
    _trained_since_unfreezing(trained)
    counts, count = sorted({run.trainable_parameters for run in runs}), trained.model.trainable_parameters
    told = " and ".join(f"{count:,}" for count in counts)
    require(count in counts, "record of another model", found=count, told=told)
    not_leaked(trained.model, handed_out.validation)
    _trains_a_new_model(submission, handed_out.train, asked)
    validation, recorded = handed_out.validation, [run.balanced_accuracy for run in runs]
    found = float(np.mean(recalls(trained.model.keras, validation.x, asked.among(validation))))
    remark(noted(found=found, told=max(recorded)))
    as_good = min(abs(found - value) for value in recorded) <= OTHER_RUN
    require(as_good, "record of other pictures", found=found, told=max(recorded))


@fact
def _trained_since_unfreezing(trained: Trained) -> None:
    opened = trained.model.freezing.trained if trained.model.freezing else ()
    idle = bool(opened) and trained.drift is not None and not set(opened) & set(trained.drift.changed)
    require(not idle, "not trained after unfreezing", layers=len(opened))


@fact
def _trains_a_new_model(submission: Submission, pictures: Pictures, asked: PositiveClass) -> None:
    """Trained on a few pictures with exchanged labels, a model that classifies the rest correctly knew it before."""
    cats = asked.among(pictures)
    few = np.concatenate([np.flatnonzero(cats == kind)[:FEW] for kind in (0, 1)])
    try:
        strategy = _meant(submission) or submission.value("choice")
        result = submission.call("train_spotter", strategy, pictures.x[few], 1 - cats[few])
        model = expect_model(result, "`train_spotter(…)`")
    except (CheckFailed, UnsafeModel):
        return  # what needs more pictures than that is not asked
    rest = np.delete(np.arange(len(cats)), few)
    known = float(np.mean(recalls(model, pictures.x[rest], cats[rest])))
    require(known < KNOWN_ALREADY, "goes on with an earlier model", count=len(few), accuracy=known)


@points(5, "5.5.4 Within the parameter budget", explained_by=("5.3.1",))
def test_parameters(trained: Trained, budget: Budget, remark: Callable[[str], None]) -> None:
    count, now = perhaps_trained(trained.model, trained.drift), trained.model.trainable_parameters
    most = budget["trainable_parameters"]
    remark(noted(count=count, most=most))
    mistake = "parameter budget" if count == now else "frozen again"
    require(count <= most, mistake, most=most, now=now, others=count - now)


@points(5, "5.5.5 Within the time budget", explained_by=("5.5.3", "5.5.4"))
def test_time(trained: Trained, budget: Budget, handed_out: HandedOut, remark: Callable[[str], None]) -> None:
    remark(noted(passes=trained.passes, budget=budget["looks"]))
    least = 2 * len(handed_out.train.y)  # training needs far more: the model, its graph, one pass
    require(trained.passes > least, "nothing trained")
    _in_time(trained.passes, budget)


@fact
def _reaches(mark: str, door: tuple[float, ...], trained: Trained, unsound: str, remark: Callable[[str], None]) -> None:
    wanted, found = GOALS[mark], published(door)
    remark(noted(found=found, wanted=wanted))
    mistake = unsound or _likely_cause(door, trained.drift)
    require(found >= wanted - 1e-9, mistake, mark=mark, wanted=wanted, found=found)


@pytest.fixture(scope="session")
def unsound(submission: Submission) -> str:
    """What is wrong with the model that every strategy starts from, where a low mark may come of it."""
    spotter = if_right(lambda: _spotter(submission))
    if spotter is None or spotter.base is None or spotter.freezing is None:
        return ""
    if judge_model(spotter.keras, Labels.BINARY).problem is not Problem.NONE:
        return "loss of another kind"
    if spotter.scaling and spotter.scaling.kind is not spotter.network.scaling:
        return "scaled otherwise"
    return "head never learns" if spotter.freezing.head_frozen else ""


def _likely_cause(door: tuple[float, ...], drift: Drift | None) -> str:
    if drift is None or drift.kind is BaseWeights.UNRELATED:
        return "unrelated base"
    if drift.changed_statistics:
        return "moving statistics"
    kept_out, spotted = door
    if abs(spotted - kept_out) <= LOPSIDED:
        return "both alike"
    return "cats left outside" if spotted < kept_out else "others let in"


@points(8, "5.5.6 Bronze on new pictures")
def test_bronze(
    trained: Trained,
    door: tuple[float, ...],
    unsound: str,
    leaderboard: Leaderboard,
    remark: Callable[[str], None],
) -> None:
    leaderboard("Balanced accuracy", published(door))
    leaderboard("Trainable parameters", perhaps_trained(trained.model, trained.drift), Order.LOWEST_FIRST)
    leaderboard("Training seconds", round(trained.passes / STANDARD_SPEED), Order.LOWEST_FIRST)
    _reaches("bronze", door, trained, unsound, remark)


@points(6, "5.5.7 Silver on new pictures", after="5.5.6")
def test_silver(trained: Trained, door: tuple[float, ...], unsound: str, remark: Callable[[str], None]) -> None:
    _reaches("silver", door, trained, unsound, remark)


@points(2, "5.5.8 Gold on new pictures", after="5.5.7")
def test_gold(trained: Trained, door: tuple[float, ...], unsound: str, remark: Callable[[str], None]) -> None:
    _reaches("gold", door, trained, unsound, remark)


test_reason = concept_question(__file__, 6, "5.6.1 What decides between two runs")


WRONG_CUTS = {
    "costs swapped": lambda scores, truth, miss, alarm: doors.cheapest(scores, truth, alarm, miss),
    "costs ignored": lambda scores, truth, miss, alarm: doors.cheapest(scores, truth, 1, 1),
    "threshold 0.5": lambda scores, truth, miss, alarm: 0.5,
    "shares in place of numbers": doors.cheapest_by_shares,
    "opens above": lambda *case: doors.cheapest(*case, above=doors.JUST),
    "lowest of equals": lambda *case: doors.cheapest(*case, highest=False),
}


@points(6, "5.8.1 The threshold at which mistakes cost least")
def test_best_threshold(submission: Submission) -> None:
    cases, right = doors.cases(), doors.cheapest
    judge_function(submission, "best_threshold", cases, right=right, mistakes=WRONG_CUTS, answer=expect_number)


@fact
def _pair(value: Any, call: str) -> Any:
    numbers = _listed(value, call)
    two = isinstance(numbers, list | tuple) and len(numbers) == 2
    require(two, "not two numbers", call=call, answer=in_words(value))
    return tuple(expect_number(number, call) for number in numbers)


WRONG_PAIRS = {
    "precision and recall swapped": lambda *case: doors.precision_and_recall(*case)[::-1],
    "opens above": lambda *case: doors.precision_and_recall(*case, above=doors.JUST),
}


@points(4, "5.8.2 Precision and recall of a threshold")
def test_precision_and_recall(submission: Submission) -> None:
    cases, right = doors.cases_with_threshold(), doors.precision_and_recall
    judge_function(submission, "precision_and_recall", cases, right=right, mistakes=WRONG_PAIRS, answer=_pair)
