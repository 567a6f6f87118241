"""Everything that a hidden grader can ask of a rebuilt model, in one place: facts, no judgement in prose."""

from autograder.grading.accuracy import Scored, accuracy_on, predict_labels, recalls, score_on
from autograder.grading.base import BaseInfo, find_base
from autograder.grading.drift import BaseWeights, Drift, LayerDrift, measure_drift
from autograder.grading.freezing import Compiled, CompileState, Freezing, compile_state, describe_freezing
from autograder.grading.heads import Head, Pooling, describe_head
from autograder.grading.pairing import (
    Labels,
    MetricProblem,
    Pairing,
    Problem,
    judge_metric,
    judge_metrics,
    judge_model,
    judge_pairing,
)
from autograder.grading.positions import Positions, probe_positions
from autograder.grading.scaling import Scaling, ScalingProbe, probe_scaling

__all__ = [
    "BaseInfo",
    "BaseWeights",
    "CompileState",
    "Compiled",
    "Drift",
    "Freezing",
    "Head",
    "Labels",
    "LayerDrift",
    "MetricProblem",
    "Pairing",
    "Pooling",
    "Positions",
    "Problem",
    "Scaling",
    "ScalingProbe",
    "Scored",
    "accuracy_on",
    "compile_state",
    "describe_freezing",
    "describe_head",
    "find_base",
    "judge_metric",
    "judge_metrics",
    "judge_model",
    "judge_pairing",
    "measure_drift",
    "predict_labels",
    "probe_positions",
    "probe_scaling",
    "recalls",
    "score_on",
]
