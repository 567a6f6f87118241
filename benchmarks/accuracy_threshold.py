"""Measure what right and wrong answers to hw2 reach on hidden pictures, and place the accuracy threshold between them.

    python benchmarks/accuracy_threshold.py --runs 20

Each run has its own secret seed, and with it 500 hidden pictures of its own, initial weights and order of batches. The
threshold is the highest whole per cent that lies four standard deviations below every right recipe, on the scale of
logits of accuracies: a right answer must not fail. How far the wrong ones stay below it is printed; each of them is
found by a check of its own, too. (Softmax outputs taken for logits are left out: Keras undoes the softmax in front of
its loss, and the result is the reference's.) Writes autograder/graders/hw2_build_head.json; half a minute a run.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
from pathlib import Path

from rich.progress import track

from autograder.calibration.bench import Bench, Scaling
from autograder.calibration.material import load_material
from autograder.calibration.recipes import Head, Optimizer, Outputs, Recipe

FILE = Path(__file__).resolve().parents[1] / "autograder" / "graders" / "hw2_build_head.json"
FIRST_SEED = 1000
MARGIN = 4.0  # standard deviations; beyond them lies 1 of 30,000 of a normal distribution
RIGHT: dict[str, Recipe] = {
    "reference": Head(),
    "SGD at 0.01": Head(optimizer=Optimizer.SGD, rate=0.01),
    "10 epochs at 0.001": Head(epochs=10, rate=0.001),
    "a hidden layer": Head(hidden_units=64, epochs=15),
}
WRONG: dict[str, Recipe] = {
    "scaled by 255": Head(scaling=Scaling.UNIT),
    "not scaled": Head(scaling=Scaling.RAW),
    "scaled twice": Head(scaling=Scaling.TWICE),
    "logits taken for probabilities": Head(outputs=Outputs.LOGITS_TAKEN_FOR_PROBABILITIES),
}


def logit(accuracy: float) -> float:
    """``log(p / (1 - p))``, kept finite for 500 pictures."""
    p = min(max(accuracy, 0.001), 0.999)
    return math.log(p / (1 - p))


def distance(threshold: float, accuracies: list[float]) -> float:
    """How many standard deviations the mean lies above the threshold, on the scale of logits."""
    values = [logit(accuracy) for accuracy in accuracies]
    return (statistics.mean(values) - logit(threshold)) / statistics.stdev(values)


def place(right: dict[str, list[float]]) -> float:
    """The highest threshold in whole per cent with the margin to every right recipe."""
    return max(
        percent / 100
        for percent in range(20, 99)
        if all(distance(percent / 100, accuracies) >= MARGIN for accuracies in right.values())
    )


def main() -> None:
    """Measure, place, write and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    material = load_material()
    bench = Bench(material)
    found: dict[str, list[float]] = {name: [] for name in (*RIGHT, *WRONG)}
    for seed in track(range(FIRST_SEED, FIRST_SEED + runs), "measuring"):
        for name, recipe in (RIGHT | WRONG).items():
            found[name].append(round(float(recipe.measure(bench, seed)["hidden"]), 4))
    write(found, material.weights_sha256, material.digest)


def write(found: dict[str, list[float]], weights_sha256: str, digest: str) -> None:
    """Place the threshold and write everything that it rests on."""
    right = {name: found[name] for name in RIGHT}
    wrong = {name: found[name] for name in WRONG}
    threshold = place(right)
    margins = {name: round(distance(threshold, found[name]), 2) for name in found}
    content = {
        "accuracy": {"threshold": threshold, "margins_in_standard_deviations": margins, "right": right, "wrong": wrong},
        "weights_sha256": weights_sha256,
        "pictures_digest": digest,
        "first_seed": FIRST_SEED,
        "command": "python benchmarks/accuracy_threshold.py",
    }
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, accuracies in found.items():
        mean, spread = statistics.mean(accuracies), statistics.stdev(accuracies)
        print(f"{name:32} {mean:.3f} ± {spread:.3f}   {margins[name]:+.1f} standard deviations from the threshold")
    print(f"threshold {threshold:.2f}")


if __name__ == "__main__":
    main()
