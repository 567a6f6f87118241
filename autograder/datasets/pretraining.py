"""Pretrain the base model of the default profile: MobileNetV2 on drawn classes the students never see.

Every image is drawn while training, so the network meets endless variety; resolution grows from 64 to 96
pixels and pictures from clean to cluttered. A run is checkpointed and resumes where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import import_module
from importlib.metadata import version
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.doodles.scene import SIZE, SOURCE_CLASSES, Image8, render
from autograder.errors import AutograderError

ALPHA = 0.35
BATCH = 64
#: Each drawing is trained on this many times, mirrored half of the time: drawing costs half a training step.
REUSE = 2
_TRAIN, _VALIDATION, _PROBE = (
    1,
    2,
    3,
)  # streams of drawings, apart from those of the students' and hidden sets


@dataclass(frozen=True)
class Progress:
    """Where a run stands; written as JSON beside its checkpoint."""

    seed: int
    planned_steps: int
    steps: int = 0
    images: int = 0
    drawn: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """How much of the run is done, 0 to 1."""
        return min(1.0, self.steps / self.planned_steps)

    def after_step(self, seconds: float, drawn: int) -> Progress:
        """One step later."""
        return replace(
            self,
            steps=self.steps + 1,
            images=self.images + BATCH,
            drawn=self.drawn + drawn,
            seconds=self.seconds + seconds,
        )


def learning_rate(share: float, peak: float = 3e-3, warmup: float = 0.02) -> float:
    """A short warm-up, then a half cosine down to a hundredth of the peak; ``share`` of the run is done."""
    if share < warmup:
        return peak * (0.05 + 0.95 * share / warmup)
    return peak * (0.01 + 0.99 * 0.5 * (1 + float(np.cos(np.pi * (share - warmup) / (1 - warmup)))))


def resolution(share: float) -> int:
    """Pixels a side: 64 for the first 12 % of the run, then 96.

    What is learnt at 64 pixels clings to the 2 x 2 grid of the last layers and must be learnt again at 96.
    """
    return 64 if share < 0.12 else SIZE


def hardest(share: float) -> float:
    """The greatest difficulty drawn; from 0.5 to 1.2 over the first half of the run."""
    return 0.5 + 0.7 * min(1.0, 2 * share)


def draw_batch(seed: int, number: int, size: int, difficulty: float) -> tuple[Image8, npt.NDArray[np.int64]]:
    """Batch ``number`` of the training stream.

    Returns:
        images (64, size, size, 3) uint8 and labels (64,), indices into ``SOURCE_CLASSES``.
    """
    rng = np.random.default_rng((seed, number))
    labels = rng.integers(len(SOURCE_CLASSES), size=BATCH)
    levels = difficulty * rng.uniform(0.2, 1.0, BATCH) ** 0.5
    images = [
        render(SOURCE_CLASSES[label], seed, number * BATCH + place, difficulty=level, stream=_TRAIN, size=size)
        for place, (label, level) in enumerate(zip(labels.tolist(), levels.tolist(), strict=True))
    ]
    return np.stack(images), labels


def _draw_forever(
    progress: Progress, worker: int, workers: int, batches: Queue[tuple[Image8, npt.NDArray[np.int64]]]
) -> None:
    """The work of one of ``workers`` renderer processes: every so many-th batch from where the run is on."""
    trainer = multiprocessing.parent_process()
    number = progress.drawn // BATCH + worker
    while True:
        # By its number, not by how far training is when it is drawn: so that a run does not depend on the machine.
        share = min(1.0, number * REUSE / progress.planned_steps)
        batch = draw_batch(progress.seed, number, resolution(share), hardest(share))
        number += workers
        while batches.full():
            if trainer is None or not trainer.is_alive():  # it was killed: leave nothing behind
                batches.cancel_join_thread()
                return
            time.sleep(0.02)
        batches.put(batch)


@contextmanager
def _renderers(progress: Progress, workers: int) -> Iterator[Any]:
    """Processes that draw batches ahead; gives the queue."""
    context = multiprocessing.get_context("spawn")
    batches: Any = context.Queue(maxsize=4)
    crew = [
        context.Process(target=_draw_forever, args=(progress, worker, workers, batches), daemon=True)
        for worker in range(workers)
    ]
    for process in crew:
        process.start()
    try:
        yield batches
    finally:
        for process in crew:
            process.kill()  # there is nothing to tidy up, and it may have inherited that SIGTERM is ignored
            process.join()
        batches.cancel_join_thread()


class Reservoir:
    """The latest drawings; training takes a random sample, so that each is seen about ``REUSE`` times."""

    def __init__(self, capacity: int, rng: np.random.Generator) -> None:
        self._images: Image8 = np.empty((0, 0, 0, 3), np.uint8)
        self._labels = np.empty(0, np.int64)
        self._capacity = capacity
        self._next = 0
        self._rng = rng

    def __len__(self) -> int:
        return len(self._images)

    def add(self, images: Image8, labels: npt.NDArray[np.int64]) -> None:
        """Keep a batch, in the place of the oldest one; a new image size starts afresh."""
        if images.shape[1:] != self._images.shape[1:]:
            self._images, self._labels, self._next = images.copy(), labels.copy(), 0
        elif len(self._images) < self._capacity:
            self._images = np.concatenate([self._images, images])
            self._labels = np.concatenate([self._labels, labels])
        else:
            self._images[self._next : self._next + len(images)] = images
            self._labels[self._next : self._next + len(images)] = labels
            self._next = (self._next + len(images)) % self._capacity

    def sample(self, count: int) -> tuple[Image8, npt.NDArray[np.int64]]:
        """A random batch, each image mirrored half of the time."""
        chosen = self._rng.integers(len(self._images), size=count)
        images = self._images[chosen]
        mirrored = self._rng.random(count) < 0.5
        images[mirrored] = images[mirrored, :, ::-1]
        return images, self._labels[chosen]


def _base(keras: Any, weights: Path | None = None, pooling: str | None = None, side: int | None = SIZE) -> Any:
    return keras.applications.MobileNetV2(
        input_shape=(side, side, 3),
        alpha=ALPHA,
        include_top=False,
        weights=str(weights) if weights else None,
        pooling=pooling,
    )


def _new_model(keras: Any) -> Any:
    """Base of any image size, dropout, and logits for the source classes."""
    base = _base(keras, pooling="avg", side=None)
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.98  # the default of 0.999 lags behind in a run this short
    model = keras.Sequential([base, keras.layers.Dropout(0.1), keras.layers.Dense(len(SOURCE_CLASSES))])
    optimizer = keras.optimizers.AdamW(learning_rate(0.0), weight_decay=0.02, clipnorm=5.0)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    model.compile(
        optimizer,
        keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
        metrics=["accuracy"],
    )
    return model


def scaled(images: Image8) -> npt.NDArray[np.float32]:
    """``mobilenet_v2.preprocess_input``: 0..255 to [-1, 1], same shape."""
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1.0)


@cache
def validation_images(per_class: int = 64) -> tuple[Image8, npt.NDArray[np.int64]]:
    """The fixed source validation set at full difficulty, (n, 96, 96, 3) and (n,)."""
    labels = np.repeat(np.arange(len(SOURCE_CLASSES)), per_class)
    images = [
        render(SOURCE_CLASSES[label], 0, place, stream=_VALIDATION) for place, label in enumerate(labels.tolist())
    ]
    return np.stack(images), labels


def source_accuracy(model: Any) -> float:
    """Accuracy on the source validation set, 0 to 1."""
    images, labels = validation_images()
    logits = model.predict(scaled(images), batch_size=128, verbose=0)
    return float(np.mean(np.argmax(logits, axis=1) == labels))


def export(model: Any, path: Path) -> str:
    """Write the base's weights where ``MobileNetV2(weights=path)`` reads them; whole or not at all.

    Returns:
        The SHA-256 of the file.
    """
    import keras

    base = _base(keras)
    base.set_weights(model.layers[0].get_weights())
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{os.getpid()}.weights.h5")
    base.save_weights(temporary)
    digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
    temporary.replace(path)
    return digest


def _write_json(path: Path, content: dict[str, Any]) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)


def record_path(weights: Path) -> Path:
    """Where the record of a weights file lies: beside it, ``….json``."""
    return weights.with_name(weights.name.removesuffix(".weights.h5") + ".json")


def _checkpoint(model: Any, progress: Progress, weights: Path, folder: Path, loss: float = np.nan) -> str:
    """Save everything needed to resume, and usable weights with their record; gives a line for people."""
    import keras

    backend = keras.backend.backend()  # by its module: TensorFlow's wheel has several names
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "next.keras")
    (folder / "next.keras").replace(folder / "model.keras")
    _write_json(folder / "progress.json", asdict(progress))
    accuracy = source_accuracy(model)
    record = {
        **asdict(progress),
        "seconds": round(progress.seconds),
        "source_classes": list(SOURCE_CLASSES),
        "source_validation_accuracy": round(accuracy, 4),
        "sha256": export(model, weights),
        "versions": {backend: import_module(backend).__version__}
        | {name: version(name) for name in ("keras", "numpy", "pillow")},
    }
    _write_json(record_path(weights), record)
    return (
        f"step {progress.steps}/{progress.planned_steps}  {progress.seconds / 60:.1f} min  loss {loss:.3f}"
        f"  source accuracy {accuracy:.3f}"
    )


def _resumed(folder: Path, fresh: Progress) -> Progress:
    """The progress of an earlier run in ``folder`` of the same seed.

    Raises:
        AutograderError: the run there has another seed.
    """
    earlier = Progress(**json.loads((folder / "progress.json").read_text(encoding="utf-8")))
    if earlier.seed != fresh.seed:
        raise AutograderError(
            f"{folder} holds a run with seed {earlier.seed}, not {fresh.seed}.",
            "Give that seed, another --work folder, or --no-resume.",
        )
    return replace(earlier, planned_steps=fresh.planned_steps)


def pretrain(
    out: Path,
    *,
    steps: int = 9_000,
    minutes: float | None = None,
    seed: int = 1,
    work: Path | None = None,
    resume: bool = True,
    workers: int = 1,
    checkpoint_minutes: float = 4.0,
) -> Path:
    """Train on the source classes and write the base's weights and a record beside them.

    One sitting on one machine gives the same weights every time; after a break the reservoir of drawings starts
    afresh, and another number of threads adds up in another order.

    The weights file is usable, and the run can be resumed, after every checkpoint and after Ctrl-C.

    Args:
        out: the weights file, ending in ``.weights.h5``; rewritten at every checkpoint.
        steps: length of the whole run, all sittings together, in batches of 64; schedules follow it.
        minutes: end this sitting after so many.
        seed: of drawings, initial weights and sampling.
        work: folder of the checkpoint; default ``.pretraining`` beside ``out``.
        resume: go on from the checkpoint in ``work`` if there is one.
        workers: processes that draw.
        checkpoint_minutes: time between checkpoints.

    Returns:
        ``out``.

    Raises:
        AutograderError: ``out`` has another ending, or ``work`` holds a run with another seed.
    """
    if not out.name.endswith(".weights.h5"):
        raise AutograderError(f"{out.name} does not end in .weights.h5.", "Keras needs that ending; rename --out.")
    folder = work or out.parent / ".pretraining"
    progress = Progress(seed=seed, planned_steps=steps)
    going_on = resume and (folder / "progress.json").exists()
    if going_on:
        progress = _resumed(folder, progress)
    with _renderers(progress, workers) as batches:
        import keras

        # Not the plain seed: a student's network from scratch that happens to start from the same random weights would
        # look as if it had grown out of the pretrained ones.
        keras.utils.set_random_seed(int(np.random.SeedSequence((seed, SIZE)).generate_state(1)[0]))
        model = keras.models.load_model(folder / "model.keras") if going_on else _new_model(keras)
        reservoir = Reservoir(64 * BATCH, np.random.default_rng((seed, progress.steps)))
        with suppress(KeyboardInterrupt):
            end = time.monotonic() + 60 * minutes if minutes is not None else np.inf
            while progress.steps < steps and time.monotonic() < end:
                stop = min(end, time.monotonic() + 60 * checkpoint_minutes)
                progress, loss = _train(model, progress, reservoir, batches, stop)
                print(_checkpoint(model, progress, out, folder, loss), flush=True)
        _checkpoint(model, progress, out, folder)
    return out


def _train(model: Any, progress: Progress, reservoir: Reservoir, batches: Any, stop: float) -> tuple[Progress, float]:
    """Train until the run is complete or the clock says ``stop``; gives the mean loss of these steps."""
    classes = np.eye(len(SOURCE_CLASSES), dtype=np.float32)
    loss = 0.0
    model.reset_metrics()
    while progress.steps < progress.planned_steps and (start := time.monotonic()) < stop:
        fresh = progress.steps % REUSE == 0 or len(reservoir) < 16 * BATCH
        if fresh:
            reservoir.add(*batches.get())
        images, labels = reservoir.sample(BATCH)
        model.optimizer.learning_rate = learning_rate(progress.share)
        loss = float(model.train_on_batch(scaled(images), classes[labels])[0])
        progress = progress.after_step(time.monotonic() - start, BATCH if fresh else 0)
    return progress, loss


def _main() -> None:
    import typer

    typer.run(pretrain)


if __name__ == "__main__":
    _main()
