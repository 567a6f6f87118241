"""Everything that a hidden grader can ask of a rebuilt model, in one place: facts, no judgement in prose."""

from autograder.checks.accuracy import Scored, accuracy_on, predict_labels, recalls, score_on
from autograder.checks.base import BaseInfo, find_base
from autograder.checks.drift import BaseWeights, Drift, LayerDrift, measure_drift
from autograder.checks.freezing import Compiled, CompileState, Freezing, compile_state, describe_freezing
from autograder.checks.heads import Head, Pooling, Positions, describe_head, probe_positions
from autograder.checks.losses import (
    Labels,
    MetricProblem,
    Pairing,
    Problem,
    judge_metric,
    judge_metrics,
    judge_model,
    judge_pairing,
)
from autograder.checks.scaling import Scaling, ScalingProbe, probe_scaling

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
