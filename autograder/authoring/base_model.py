"""Choose the network that a new assignment starts from, and see that it can be graded."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.preprocessing import Scaling, prepared, scaling_of
from autograder.course import BaseModelEntry, CourseFolder, PixelRange
from autograder.course.base_model import IMAGENET
from autograder.datasets.keras_cache import MODELS, fetch_file, published
from autograder.errors import AutograderError
from autograder.exchange.models import UnsafeModel, Unsupported, export_model, rebuild_model

if TYPE_CHECKING:
    import keras

RANDOM = "random"
_WORTH_PACKING = 4_096  # numbers in an array
_IMAGES = 16  # with which the statistics of random weights are measured


def choose_base(network: str, weights: str | None, course: CourseFolder) -> tuple[BaseModelEntry, str]:
    """What an assignment's entry says of its base; a file of random weights is written if need be.

    Args:
        network: as ``keras.applications`` calls it, such as ``"EfficientNetB0"``.
        weights: ``"imagenet"``, ``"random"``, or None for the former if they can be fetched and the latter otherwise.
        course: whose pictures it is for.

    Returns:
        The entry, and what the instructor should know about the weights; mostly nothing.

    Raises:
        AutograderError: there is no such network, or graders cannot rebuild it; or the weights cannot be fetched.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow is not imported before
    function = _function(network)
    try:
        scaling = scaling_of(network)
    except LookupError as problem:
        raise AutograderError(
            f"Pixels are prepared for {network} in a way that the grader does not know.", "Choose another network."
        ) from problem
    settings = course.lab / "settings.json"
    shape = tuple(json.loads(settings.read_text(encoding="utf-8"))["image_shape"])
    base = function(input_shape=shape, include_top=False, weights=None)
    _require_gradable(network, base)
    pixels = PixelRange[scaling.name]
    problem_of_fetching = ""
    if weights != RANDOM:
        try:
            fetch_file(published(network), MODELS)
            return BaseModelEntry(network=network, weights=IMAGENET, scaling=pixels), ""
        except AutograderError as problem:
            if weights == IMAGENET:
                raise
            problem_of_fetching = f"{problem.message} "
    file = course.lab / "data" / f"{network.lower()}_random.weights.h5"
    if not file.is_file():
        write_random_weights(base, scaling, file)
    told = f"{file} holds random weights: enough to try the assignment out, and nothing to learn from."
    return BaseModelEntry(network=network, weights=file.name, scaling=pixels), problem_of_fetching + told


def _function(network: str) -> Any:
    import keras

    found = getattr(keras.applications, network, None)
    if not network[:1].isupper() or not callable(found):
        known = ", ".join(name for name in sorted(dir(keras.applications)) if name[0].isupper())
        raise AutograderError(f"keras.applications has no network {network!r}.", f"Known: {known}.")
    return found


def _require_gradable(network: str, base: keras.Model) -> None:
    """Refuse what graders could not rebuild from a student's data."""
    try:
        rebuild_model(export_model(base))
    except (Unsupported, UnsafeModel) as problem:
        raise AutograderError(
            f"Graders cannot take {network} for pictures of shape {base.input_shape[1:]}: {problem.message}",
            "Choose a smaller network, such as EfficientNetB0 or ResNet50.",
        ) from problem


def write_random_weights(base: keras.Model, scaling: Scaling, path: Path) -> None:
    """Give a network random weights under which its features neither vanish nor explode, and write them.

    Each kernel has one size of number with either sign, so the file is small when it is compressed.

    Args:
        base: changed.
        scaling: how pixels have to reach it.
        path: ends in ``.weights.h5``.
    """
    import keras

    rng = np.random.default_rng(1)
    for weight in base.trainable_weights:
        if len(weight.shape) > 1:
            depthwise = (
                "depthwise" in weight.path.rpartition("/")[0].rpartition("/")[2].lower() or weight.shape[-1] == 1
            )
            inputs = int(np.prod(weight.shape[:2] if depthwise else weight.shape[:-1]))
            weight.assign(rng.choice((-1.0, 1.0), weight.shape) * np.sqrt(2 / inputs))
    norms = [layer for layer in base.layers if isinstance(layer, keras.layers.BatchNormalization)]
    usual = [layer.momentum for layer in norms]
    rows, columns, _ = base.input_shape[1:]
    coarse = rng.uniform(0, 255, (_IMAGES, 8, 8, 3))
    images = coarse[:, np.arange(rows) * 8 // rows][:, :, np.arange(columns) * 8 // columns]
    for layer in norms:
        layer.momentum = 0.0  # their statistics become those of these images
    base(prepared(images, scaling).astype("float32"), training=True)
    for layer, momentum in zip(norms, usual, strict=True):
        layer.momentum = momentum
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of Keras against numpy 2
        base.save_weights(path)
    _compress(path)


def _compress(path: Path) -> None:
    """Write an HDF5 file anew with compressed arrays; it reads as before."""
    import h5py

    smaller = path.with_suffix(".partial")
    with h5py.File(path, "r") as old, h5py.File(smaller, "w") as new:

        def copy(name: str, item: Any) -> None:
            if isinstance(item, h5py.Dataset):
                packing = {"compression": "gzip", "shuffle": True} if item.size > _WORTH_PACKING else {}
                made = new.create_dataset(name, data=item[()], **packing)
            else:
                made = new.require_group(name)
            made.attrs.update(item.attrs)

        old.visititems(copy)
        new.attrs.update(old.attrs)
    smaller.replace(path)
