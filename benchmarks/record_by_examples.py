"""Measure how many drawings it takes: ``assignments/lab/data/by_examples.json``, which students of hw1 see as a plot.

    python -m benchmarks.record_by_examples [--sizes 8 64] [--seeds 1] [--work FOLDER]

Three ways to train the same network, on 8 to 2,048 drawings of each class, all judged on the same 1,000 others:

- from scratch, with the recipe that the base itself was pretrained with: AdamW, a warm-up and a cosine, mirrored
  drawings, and many passes over the drawings;
- a new head on the frozen base;
- the same head first, and then the top blocks as well, at a low rate, with BatchNormalization kept as it is.

It uses one thread, keeps what it has measured after each training, and goes on from there when it is started again; one
that is interrupted goes on at its last epoch. Neither the drawings of the course nor any hidden ones are used.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assurance.calibration.bench import LAST_FROZEN
from autograder.datasets.doodles.scene import TARGET_CLASSES
from autograder.datasets.doodles.sets import draw_set
from autograder.datasets.pretraining import ALPHA, learning_rate, scaled

DATA = Path(__file__).parents[1] / "assignments" / "lab" / "data"
OUT = DATA / "by_examples.json"
WEIGHTS = DATA / "mobilenet_v2_0.35_96_doodles.weights.h5"
TRAIN, TEST = 21, 22  # streams of drawings that nothing else uses
TEST_PER_CLASS = 200
BATCH = 32
LONG = 50  # batches; an epoch of so many is worth keeping if the next one is interrupted


class Way(str, Enum):
    """How the network is trained; the values are what students read."""

    HEAD = "head on the frozen base"
    TUNED = "fine-tuned"
    SCRATCH = "from scratch"


IN_PLOT = (Way.SCRATCH, Way.HEAD, Way.TUNED)


@dataclass(frozen=True)
class Passes:
    """How often each drawing is trained on: the more drawings, the less often."""

    head: int
    top_blocks: int
    scratch: int


SIZES = {8: Passes(100, 20, 200), 64: Passes(40, 10, 50), 512: Passes(10, 5, 15), 2048: Passes(5, 3, 6)}
RATE = {Way.HEAD: 3e-3, Way.TUNED: 5e-4, Way.SCRATCH: 3e-3}


@dataclass(frozen=True)
class Examples:
    """What a network is trained or tested on: drawings, or features of them, with their labels."""

    x: Any
    y: Any


@cache
def drawn(seed: int, per_class: int, stream: int) -> Examples:
    """Drawings of each class; fewer of them are the first of more."""
    return Examples(*draw_set(seed, per_class, stream))


class Networks:
    """The networks, each built and traced once, and started afresh for each training."""

    def __init__(self) -> None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        import keras
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        self._keras = keras
        self._traced: dict[Way, Any] = {}

    @cached_property
    def _eyes(self) -> Any:
        base = self._base(str(WEIGHTS))
        return self._keras.Model(base.input, [base.get_layer(LAST_FROZEN).output, base.output])

    def features(self, drawings: Examples) -> dict[Way, Examples]:
        """What each way is trained on: the end of the base, what is below its top blocks, or the drawings."""
        middle, top = self._eyes.predict(scaled(drawings.x), batch_size=100, verbose=0)
        return {Way.HEAD: Examples(top, drawings.y), Way.TUNED: Examples(middle, drawings.y), Way.SCRATCH: drawings}

    def started(self, way: Way, seed: int) -> Any:
        """A network with the weights that this seed gives."""
        self._keras.utils.set_random_seed(seed)
        fresh = self._built(way)
        model = self._traced.setdefault(way, fresh)
        model.set_weights(fresh.get_weights())
        for variable in model.optimizer.variables:
            variable.assign(np.zeros(variable.shape))
        return model

    def _base(self, weights: str | None) -> Any:
        return self._keras.applications.MobileNetV2(
            (96, 96, 3), ALPHA, include_top=False, weights=weights, pooling="avg"
        )

    def _built(self, way: Way) -> Any:
        keras, base = self._keras, self._base(None if way is Way.SCRATCH else str(WEIGHTS))
        if way is Way.TUNED:
            base = keras.Model(base.get_layer(LAST_FROZEN).output, base.output)
        for layer in base.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = way is Way.SCRATCH
                layer.momentum = 0.95  # the default of 0.999 lags behind in a training this short
        below = [keras.Input((1280,))] if way is Way.HEAD else [keras.Input(base.input_shape[1:]), base]
        model = keras.Sequential([*below, keras.layers.Dropout(0.2), keras.layers.Dense(len(TARGET_CLASSES))])
        optimizer = keras.optimizers.AdamW(RATE[way], weight_decay=0.02, clipnorm=5.0)
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer, loss, jit_compile=False)
        optimizer.build(model.trainable_variables)
        return model

    def train(self, model: Any, way: Way, examples: Examples, epochs: int, kept: Path) -> None:
        """Train on all examples so many times; goes on where an earlier training was interrupted."""
        batches = _batches(self._keras, examples, mirrored=way is Way.SCRATCH)
        callbacks = [_rates(self._keras, epochs * len(batches), len(batches), RATE[way])]
        if way is Way.SCRATCH and len(batches) >= LONG:
            callbacks.append(self._keras.callbacks.BackupAndRestore(str(kept), delete_checkpoint=True))
        model.fit(batches, epochs=epochs, callbacks=callbacks, verbose=0)


def _rates(keras: Any, steps: int, steps_per_epoch: int, peak: float) -> Any:
    class Rates(keras.callbacks.Callback):  # type: ignore[misc]
        """The warm-up and the cosine of the pretraining."""

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._done = epoch * steps_per_epoch

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            self.model.optimizer.learning_rate = learning_rate((self._done + batch) / steps, peak)

    return Rates()


def _batches(keras: Any, examples: Examples, *, mirrored: bool) -> Any:
    class Batches(keras.utils.PyDataset):  # type: ignore[misc]
        """All examples in a new order in each epoch; drawings are mirrored half of the time."""

        def __init__(self) -> None:
            super().__init__()
            self._rng = np.random.default_rng(len(examples.y))
            self.on_epoch_end()

        def on_epoch_end(self) -> None:
            order = self._rng.permutation(len(examples.y))
            self._order = np.resize(order, BATCH * len(self))  # whole batches: another size would be traced again

        def __len__(self) -> int:
            return -(-len(examples.y) // BATCH)

        def __getitem__(self, number: int) -> tuple[Any, Any]:
            chosen = self._order[number * BATCH : (number + 1) * BATCH]
            x = examples.x[chosen]
            if mirrored:
                x = scaled(x)
                turned = self._rng.random(len(chosen)) < 0.5
                x[turned] = x[turned][:, :, ::-1]
            return x, examples.y[chosen]

    return Batches()


def accuracies(networks: Networks, per_class: int, seed: int, work: Path) -> Iterator[tuple[Way, float]]:
    """Accuracy on the test drawings after each way of training; from scratch comes last, since it takes longest."""
    passes = SIZES[per_class]
    examples, tests = (
        networks.features(drawn(*which)) for which in ((seed, per_class, TRAIN), (0, TEST_PER_CLASS, TEST))
    )
    head: list[Any] = []
    for way, epochs in zip(Way, (passes.head, passes.top_blocks, passes.scratch), strict=True):
        model = networks.started(way, seed)
        if way is Way.TUNED:
            model.layers[-1].set_weights(head)
        networks.train(model, way, examples[way], epochs, work / f"{way.name}-{per_class}-{seed}")
        head = model.layers[-1].get_weights()
        x = scaled(tests[way].x) if way is Way.SCRATCH else tests[way].x
        guesses = model.predict(x, batch_size=100, verbose=0).argmax(axis=1)
        yield way, float(np.mean(guesses == tests[way].y))


def main() -> None:
    """Measure what is not measured yet."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--sizes", type=int, nargs="+", choices=SIZES, default=list(SIZES))
    options.add_argument("--seeds", type=int, default=1)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "by_examples")
    options.add_argument("--out", type=Path, default=OUT)
    chosen = options.parse_args()
    networks = Networks()
    found = json.loads(chosen.out.read_text("utf-8")) if chosen.out.exists() else {way.value: {} for way in IN_PLOT}
    for seed in range(1, chosen.seeds + 1):
        for size in chosen.sizes:
            start = time.monotonic()
            if len(found[Way.SCRATCH.value].get(str(size), [])) >= seed:
                continue
            for way, accuracy in accuracies(networks, size, seed, chosen.work):
                scores = found[way.value].setdefault(str(size), [])
                scores[seed - 1 :] = [round(accuracy, 3)]
                chosen.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
                print(f"{way.value}, {size}, seed {seed}: {accuracy:.3f}, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
