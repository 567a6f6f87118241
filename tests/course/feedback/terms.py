"""Terms of the trade, and where students meet them first."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import nbformat

from autograder.course import CourseFolder, load_course
from tests.course.feedback.readability import without_code

#: A message may use one of these only after a notebook has. Not among them: what a student who learns with Keras knows
#: (model, layer, network, class, label, list, array …), and words that only occur in names of Keras's losses.
TERMS = {
    name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for name, pattern in {
        "activation": "activations?",
        "augmentation": r"augment\w*",
        "balanced accuracy": "balanced accuracy",
        "base": "base",
        "baseline": "baselines?",
        "batch": "batch(?:es)?",
        "batch normalization": "batch ?norm(?:ali[sz]ation)?",
        "bias": "bias(?:es)?",
        "callback": "callbacks?",
        "convolution": "convolutions?",
        "cosine": "cosine",
        "cross-entropy": "cross-?entrop(?:y|ies)",
        "dropout": "dropout",
        "dtype": "dtypes?",
        "early stopping": "early ?stopping",
        "epoch": "epochs?",
        "feature": "features?",
        "feature map": "feature maps?",
        "fine-tune": r"fine-?tun\w+",
        "flatten": "flatten(?:s|ed|ing)?",
        "freeze": r"freez\w+|froze\w*|unfreez\w+|unfroz\w+",
        "generalise": r"generali[sz]\w+",
        "gradient": "gradients?",
        "head": "heads?",
        "history": "histor(?:y|ies)",
        "hyperparameter": "hyper-?parameters?",
        "inference": "inference",
        "kernel": "kernels?",
        "learning rate": "(?:learning )?rates?",
        "logit": "logits?",
        "loss": "loss(?:es)?",
        "metric": "metrics?",
        "momentum": "momentum",
        "one-hot": "one-hot",
        "optimizer": "optimi[sz]ers?",
        "overfitting": "overfit(?:s|ting|ted)?",
        "parameter": "parameters?",
        "patience": "patience",
        "plateau": "plateaus?",
        "pooling": "pool(?:ing|ed)",
        "precision": "precision",
        "pretrained": "pretrained",
        "probability": "probabilit(?:y|ies)",
        "recall": "recalls?",
        "regularization": r"regulari[sz]\w+",
        "schedule": "schedules?",
        "seed": "seeds?",
        "sigmoid": "sigmoids?",
        "softmax": "softmax",
        "tensor": "tensors?",
        "threshold": "thresholds?",
        "top": "old top",
        "trainable": "trainable",
        "transfer": "transfer",
        "underfitting": "underfit(?:s|ting|ted)?",
        "unit": "units?",
        "validation": r"validat\w+",
        "variance": "variance",
        "weight": "weights?",
        "weight decay": "weight decay",
    }.items()
}
#: Only said to those whose own code says it.
SAID_BY_THE_STUDENT = {"flatten"}


@cache
def introduced(root: Path, short: str) -> frozenset[str]:
    """The terms in the notebook of an assignment, its questions, and the notebooks before it."""
    met: set[str] = set()
    for assignment in load_course(CourseFolder(root).file).assignments:
        text = _notebook(root, assignment.name, assignment.short)
        met |= {name for name, pattern in TERMS.items() if pattern.search(text)}
        if assignment.short == short:
            return frozenset(met)
    raise LookupError(short)


def _notebook(root: Path, name: str, short: str) -> str:
    notebook = nbformat.read(root / "assignments" / name / f"{name}.ipynb", as_version=4)
    texts = [cell.source for cell in notebook.cells]
    asked = root / "assignments" / "lab" / "question_texts" / f"{short}.json"
    if asked.is_file():
        texts.append(json.dumps(json.loads(asked.read_text(encoding="utf-8"))))
    return " ".join(re.sub(r"[_*`#]", " ", "\n".join(texts)).split())


def jargon(text: str, known: frozenset[str]) -> list[str]:
    """Terms that a text uses although nobody knows them yet; code in it is looked up and not known, and so left out."""
    plain = without_code(text)
    return [
        name
        for name, pattern in TERMS.items()
        if name not in known | SAID_BY_THE_STUDENT
        and pattern.search(plain)
        and not re.search(rf"\bcalled (?:an? |the |its )?{pattern.pattern}", plain, re.IGNORECASE)  # explained there
    ]
