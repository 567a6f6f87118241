"""The vocabulary in which hidden graders are written; whatever one of them needs is imported from here.

Importing it does not import TensorFlow.
"""

from autograder.checks.accuracy import Scored, accuracy_on, outputs_on, predict_labels, recalls, score_on
from autograder.checks.answers import (
    expect_integer,
    expect_model,
    expect_number,
    expect_shape,
    in_words,
    is_answer,
)
from autograder.checks.as_functions import Positions, probe_positions
from autograder.checks.base import BaseInfo, find_base, is_norm_name
from autograder.checks.depth_facts import accuracy_by_depth, features_of
from autograder.checks.drift import BaseWeights, Drift, LayerDrift, measure_drift, pretrained_file
from autograder.checks.early_stopping import StoppedRun, rule_of, same_loss
from autograder.checks.feedback import CheckFailed, Feedback, NotAnswered
from autograder.checks.freezing import (
    Compiled,
    CompileState,
    Extent,
    Freezing,
    Reach,
    compile_state,
    describe_freezing,
    judge_extent,
)
from autograder.checks.functions import arguments_kept, judge_function
from autograder.checks.grader_module import Leaderboard, calibrated, concept_question, load_data, load_helper, points
from autograder.checks.heads import Head, Pooling, describe_head
from autograder.checks.histories import Curves, StudentHistory, curves_of, tells_of
from autograder.checks.judging import fact, fail, if_right, noted, require
from autograder.checks.losses_and_metrics import (
    Labels,
    MetricProblem,
    Pairing,
    Problem,
    judge_metric,
    judge_metrics,
    judge_model,
    judge_pairing,
)
from autograder.checks.model_facts import (
    accuracy_reported,
    averaged,
    base_frozen,
    base_of,
    base_unchanged,
    compiled,
    drift_of,
    each_class_told,
    freezing_of,
    frozen,
    head_trains,
    loss_fits,
    no_top,
    only_head_trains,
    outputs,
    passes_pictures_on,
    perhaps_trained,
    pooled,
    pretrained,
    same_features,
    same_network,
    scaled,
    scores_kept,
    setup_kept,
    starts_at,
    steady,
    takes_pictures,
)
from autograder.checks.networks import MOBILENET_V2, Network
from autograder.checks.pictures import HandedOut, Pictures, lab_settings
from autograder.checks.positive_class import PositiveClass
from autograder.checks.preprocessing import Scaling
from autograder.checks.questions import Questions
from autograder.checks.recorded_runs import Run, recorded_runs
from autograder.checks.scaling import ScalingProbe, probe_scaling
from autograder.checks.speed import Speedometer
from autograder.checks.student_models import StudentModel
from autograder.checks.submission import RemoteModel, Submission, staying
from autograder.checks.training_facts import (
    accurate,
    could_learn,
    fed_unscaled,
    has_been_trained,
    has_losses,
    learned_from_all,
    loss_falls,
    not_leaked,
    own_history,
    rate_used,
    trained_epochs,
    validated,
)
from autograder.checks.unfreezing_facts import (
    compiled_again,
    kept_weights,
    moved_from,
    norms_frozen,
    norms_unchanged,
    not_put_back,
    same_head,
    trains_from,
)
from autograder.exchange.models import UnsafeModel, count_shown, record_of
from autograder.results import Order

__all__ = [  # noqa: RUF022 (in groups)
    # Checks, and what they say
    "concept_question",
    "points",
    "require",
    "fail",
    "fact",
    "if_right",
    "noted",
    "CheckFailed",
    "Feedback",
    "NotAnswered",
    "calibrated",
    "in_words",
    "load_data",
    "load_helper",
    # What they are given
    "HandedOut",
    "Leaderboard",
    "Order",
    "Pictures",
    "PositiveClass",
    "Questions",
    "RemoteModel",
    "StudentHistory",
    "StudentModel",
    "Submission",
    "lab_settings",
    "pretrained_file",
    # Facts about models, each stated in one line
    "accuracy_reported",
    "averaged",
    "base_frozen",
    "base_of",
    "base_unchanged",
    "compiled",
    "drift_of",
    "each_class_told",
    "freezing_of",
    "frozen",
    "head_trains",
    "loss_fits",
    "no_top",
    "only_head_trains",
    "outputs",
    "passes_pictures_on",
    "perhaps_trained",
    "pooled",
    "pretrained",
    "same_features",
    "same_network",
    "scaled",
    "scores_kept",
    "setup_kept",
    "starts_at",
    "staying",
    "steady",
    "takes_pictures",
    # Facts about features of some depth
    "accuracy_by_depth",
    "features_of",
    # Facts about fine-tuning
    "compiled_again",
    "moved_from",
    "norms_frozen",
    "norms_unchanged",
    "same_head",
    "trains_from",
    # Facts about trainings
    "accurate",
    "could_learn",
    "fed_unscaled",
    "has_losses",
    "learned_from_all",
    "loss_falls",
    "not_leaked",
    "not_put_back",
    "kept_weights",
    "recorded_runs",
    "Run",
    "rate_used",
    "own_history",
    "has_been_trained",
    "validated",
    # Functions
    "arguments_kept",
    "judge_function",
    # Answers
    "UnsafeModel",
    "expect_integer",
    "expect_model",
    "expect_number",
    "expect_shape",
    "is_answer",
    # Models: the base
    "BaseInfo",
    "BaseWeights",
    "Drift",
    "LayerDrift",
    "MOBILENET_V2",
    "Network",
    "find_base",
    "is_norm_name",
    "measure_drift",
    # Models: what reaches the base
    "Scaling",
    "ScalingProbe",
    "probe_scaling",
    # Models: the head
    "Head",
    "Pooling",
    "Positions",
    "describe_head",
    "probe_positions",
    # Models: loss and metrics
    "Labels",
    "MetricProblem",
    "Pairing",
    "Problem",
    "judge_metric",
    "judge_metrics",
    "judge_model",
    "judge_pairing",
    # Models: what would train
    "CompileState",
    "Compiled",
    "Extent",
    "Freezing",
    "Reach",
    "compile_state",
    "describe_freezing",
    "judge_extent",
    # Models: what they get right
    "Scored",
    "accuracy_on",
    "outputs_on",
    "predict_labels",
    "recalls",
    "score_on",
    # Training: histories, pictures shown, time
    "Curves",
    "Speedometer",
    "StoppedRun",
    "count_shown",
    "curves_of",
    "record_of",
    "rule_of",
    "same_loss",
    "tells_of",
    "trained_epochs",
]
