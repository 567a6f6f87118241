"""The checks of "Build the head". Each tests what an answer does, not how it is written."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np

from lab.answers import TryAgain, expect, needed
from lab.checks.calling import Function, call, call_for_model, kind
from lab.checks.losses import are_shares, fits_outputs
from lab.checks.models import expect_only_the_head_learns, expect_scaled_pixels
from lab.dataset import load_data
from lab.settings import IMAGE_SHAPE, goal

_FEATURES = 1280  # of MobileNetV2, whatever its width


def check_load_base(load_base: Function) -> None:
    """2.1: no top, the right input, the pretrained weights, frozen."""
    base = call_for_model(load_base, "load_base")
    expect(
        tuple(base.input_shape[1:]) == IMAGE_SHAPE,
        f"The base takes pictures of shape {base.input_shape[1:]}; ours have lab.IMAGE_SHAPE. Look at `input_shape`.",
    )
    expect(
        base.output_shape[-1] == _FEATURES,
        f"The base ends in {base.output_shape[-1]} numbers. Without its old top, it ends in {_FEATURES} feature maps. "
        "Which argument leaves the top off?",
    )
    expect(
        not base.trainable_weights,
        f"{len(base.trainable_weights)} weights of the base can still be trained. A frozen base has none. Freeze the "
        "whole base before you return it.",
    )
    again = call_for_model(load_base, "load_base")
    expect(
        all(np.array_equal(one, other) for one, other in zip(base.get_weights(), again.get_weights(), strict=True)),
        "Two calls gave two different bases, so the weights are drawn at random. Which argument says where the "
        "pretrained weights come from?",
    )


def check_build_model(build_model: Function) -> None:
    """2.2: any number of classes, scaling inside, base frozen, head trainable and small."""
    for num_classes in (3, 7):
        model = call_for_model(build_model, "build_model", num_classes)
        width = model.output_shape[-1]
        expect(
            model.output_shape == (None, num_classes),
            f"For {num_classes} classes the model gives outputs of shape {model.output_shape[1:]}. It should give one "
            f"number per class for each picture."
            + (" The pooling layer is what removes height and width." if len(model.output_shape) > 2 else "")
            + (" Use `num_classes` for the width." if width != num_classes else ""),
        )
    expect_scaled_pixels(model)
    expect_only_the_head_learns(model)
    widest = max(weight.shape[0] for weight in model.trainable_weights)
    expect(
        widest <= _FEATURES,
        f"The head starts from {widest:,} numbers for each picture. After global average pooling there are only "
        f"{_FEATURES:,}. Is there a pooling layer, and is it before the dense one?",
    )


def check_output_shape(predicted_shape: Any, output_shape: Function) -> None:
    """2.3: the right kind of answer, and two answers that agree; the next cell shows whether they are right."""
    needed(predicted_shape, "predicted_shape")
    needed(output_shape, "output_shape")
    expect(
        _is_shape(predicted_shape),
        f"`predicted_shape` is {predicted_shape!r}. Write a shape: whole numbers in round brackets, such as (4, 9, 2).",
    )
    result = call(output_shape, "output_shape", 1, 5)
    expect(
        _is_shape(result),
        f"`output_shape(1, 5)` gives {result!r}. Return a shape: whole numbers in round brackets.",
    )
    expect(
        tuple(result) == tuple(predicted_shape),
        f"`output_shape(1, 5)` gives {result!r}, but you predicted {predicted_shape!r} for the same model. Which of "
        "the two do you believe?",
    )
    expect(
        tuple(call(output_shape, "output_shape", 6, 4)) != tuple(result),
        "`output_shape` gives the same shape for 1 picture and 5 classes as for 6 pictures and 4 classes. "
        "Build it from its two arguments.",
    )


def check_head_parameter_count(head_parameter_count: Function) -> None:
    """2.4: the count equals that of a real Dense layer, for small sizes."""
    import keras

    needed(head_parameter_count, "head_parameter_count")
    for num_features, num_classes in ((4, 3), (6, 2)):
        count = call(head_parameter_count, "head_parameter_count", num_features, num_classes)
        expect(
            isinstance(count, Integral) and not isinstance(count, bool),
            f"`head_parameter_count` gives {count!r}. Return a whole number.",
        )
        layer = keras.layers.Dense(num_classes)
        layer.build((None, num_features))
        off = int(count) - layer.count_params()
        expect(
            off == 0,
            f"With {num_features} features and {num_classes} classes your count is {abs(off)} too "
            f"{'high' if off > 0 else 'low'}. Think of one class first: which numbers turn the features into its "
            "score?",
        )


def check_compile_model(compile_model: Function, build_model: Function) -> None:
    """2.5: compiled, with the given rate, a loss for integer labels that matches the outputs, and accuracy."""
    import keras

    needed(compile_model, "compile_model")
    built = call_for_model(build_model, "build_model", 4)
    model = call(compile_model, "compile_model", built, learning_rate=0.004)
    expect(
        isinstance(model, keras.Model),
        f"`compile_model` returns {kind(model)}. Return the model itself: model.compile(...) returns None.",
    )
    expect(bool(model.compiled), "The model that comes back is not compiled yet. Call its compile(...).")
    rate = float(np.asarray(model.optimizer.learning_rate))
    expect(
        abs(rate - 0.004) < 1e-6,
        f"With learning_rate=0.004 the optimizer starts at {rate:.3g}. Pass `learning_rate` to the optimizer.",
    )
    pictures = np.random.default_rng(0).uniform(0, 255, (4, *IMAGE_SHAPE)).astype("float32")
    scores = np.asarray(model(pictures, training=False))
    try:
        results = model.evaluate(pictures, np.arange(4), verbose=0, return_dict=True)
    except Exception as problem:
        raise TryAgain(
            "The loss cannot work with our labels, which are whole numbers from 0 upwards, one per picture. Some losses "
            "expect such numbers, others a row of zeros with a single one. Look up which."
        ) from problem
    expect(
        any("acc" in name for name in results),
        f"The model reports {', '.join(results)}. Ask compile for accuracy as well, so that you can read the progress.",
    )
    activation = getattr(getattr(model.layers[-1], "activation", None), "__name__", "")
    expect(
        activation != "sigmoid",
        "The outputs for one picture do not add up to 1, because a `sigmoid` treats each class separately. Each "
        "picture shows exactly one class: which activation distributes a total of 1 over the classes?",
    )
    gives_probabilities = are_shares(scores)
    expect(
        fits_outputs(model.loss, np.arange(4), scores.shape[-1], gives_probabilities),
        "The model's outputs "
        + (
            "are probabilities, but the loss expects"
            if gives_probabilities
            else "are logits, but the loss does not expect"
        )
        + " logits. Change one of the two: the last activation, or `from_logits`, which tells the loss what it gets.",
    )


def check_training(model: Any, history: Any) -> None:
    """2.6: trained with validation, and good enough on the validation set."""
    needed(model, "model")
    needed(history, "history")
    curves = getattr(history, "history", history)
    expect(isinstance(curves, dict), f"`history` is {kind(history)}. Keep what model.fit(...) returns.")
    expect(
        any(name.startswith("val_") for name in curves),
        "The history has no validation curves. Pass the validation set to fit as validation_data.",
    )
    data = load_data()
    expect(
        model.output_shape[-1] == len(data.class_names),
        f"The model has {model.output_shape[-1]} outputs; the pictures have {len(data.class_names)} classes. "
        "Build it for as many classes as the pictures have.",
    )
    guesses = np.asarray(model.predict(data.x_val, verbose=0)).argmax(axis=-1)
    accuracy = float(np.mean(guesses == data.y_val))
    expect(
        accuracy >= goal("2.6"),
        f"The validation accuracy is {accuracy:.0%}; the goal is {goal('2.6'):.0%}. Are the curves still "
        "rising? Then train for longer. Are they flat or jumping? Then try another learning rate.",
    )


def _is_shape(value: object) -> bool:
    return isinstance(value, tuple | list) and bool(value) and all(isinstance(size, Integral) for size in value)
