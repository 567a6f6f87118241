"""The checks of "Freeze and fine-tune". Each tests what an answer does, not how it is written."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np

from lab.answers import TryAgain, expect, needed
from lab.checks.calling import Function, call_for_any, call_for_model, kind
from lab.checks.losses import are_shares, fits_outputs
from lab.dataset import load_data
from lab.models import accuracy, base_layers, layer_table
from lab.settings import goal

_BLOCK = "block_13_expand"
_DEPTHS = ("block_1_project_BN", "block_3_project_BN", "block_6_project_BN", "block_13_project_BN", "out_relu")
_STRATEGIES = ("head on earlier features", "head only", "top blocks", "everything, low rate")
_LOWER = 0.15  # the task asks for a tenth; this leaves room for rounding
_FEW_EPOCHS = 3


def check_unfreeze(load_base: Function, freeze_all: Function, unfreeze_from: Function) -> None:
    """3.1: frozen means frozen; from a layer upwards everything is trained except BatchNormalization, whatever was before."""
    needed(freeze_all, "freeze_all")
    needed(unfreeze_from, "unfreeze_from")
    base = call_for_model(load_base, "load_base")
    frozen = call_for_model(freeze_all, "freeze_all", base)
    left = [layer.name for layer in base_layers(frozen) if _learns(layer)]
    expect(
        not left,
        f"After `freeze_all`, {len(left)} layers of the base can still be trained, such as {_first(left)}. Reach every "
        "layer.",
    )
    # One that was frozen, and one as it was loaded; not one that was unfrozen: setting the flag of a base to False has
    # no effect if it is False already.
    for before, start in ((frozen, _BLOCK), (call_for_model(load_base, "load_base"), "block_3_expand")):
        opened = call_for_model(unfreeze_from, "unfreeze_from", before, start)
        _expect_open_from(opened, start)


def _expect_open_from(base: Any, start: str) -> None:
    found = base_layers(base)
    names = [layer.name for layer in found]
    place = names.index(start)
    call = f'`unfreeze_from(base, "{start}")`'
    expect(
        any(map(_learns, found)),
        f"After {call} nothing in the base can be trained. Set `trainable` to True for the layers from that one upwards, "
        "and for the base itself.",
    )
    norms = [layer.name for layer in found if _is_norm(layer) and layer.trainable]
    early = [layer.name for layer in found[:place] if _learns(layer) and not _is_norm(layer)]
    late = [layer.name for layer in found[place:] if not _learns(layer) and not _is_norm(layer)]
    expect(
        not early,
        f"After {call}, {len(early)} layers before that one can be trained, such as {_first(early)}. They "
        "should be frozen, whatever their flags were before.",
    )
    expect(
        not late,
        f"After {call}, {len(late)} layers from that one upwards are still frozen, such as {_first(late)}. The "
        "layer with that name and those after it should be trainable.",
    )
    expect(
        not norms,
        f"After {call}, {len(norms)} BatchNormalization layers can be trained, such as {_first(norms)}. They have to "
        "stay frozen. isinstance tells you whether a layer is one.",
    )


def check_count_trainable(trainable_count: Any, count_trainable: Function) -> None:
    """3.2: a rule that agrees with Keras on a network of three layers, and with the number worked out by hand."""
    needed(trainable_count, "trainable_count")
    needed(count_trainable, "count_trainable")
    expect(_is_whole(trainable_count), f"`trainable_count` is {trainable_count!r}. Write a whole number.")
    model = _small_network()
    for first, on in ((None, ()), ("second", ("second",))):
        count = call_for_any(count_trainable, "count_trainable", layer_table(model), first)
        needed(count, "count_trainable")
        expect(_is_whole(count), f"`count_trainable` gives {count!r}. Return a whole number.")
        for layer in model.layers[:-1]:
            layer.trainable = layer.name in on
        right = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        expect(
            int(count) == right,
            f"For a network of three layers with first={first!r}, your count is {abs(int(count) - right)} too "
            f"{'high' if count > right else 'low'}. Add up again: the head is always trained, layers before "
            "`first` are not, and BatchNormalization layers never are.",
        )
    names = ("conv_a", "conv_a_bn", "conv_b", "conv_b_bn", "conv_c", "conv_c_bn", "dense")
    kinds = (*3 * ("Conv2D", "BatchNormalization"), "Dense")
    rows = list(zip(names, kinds, (432, 64, 1152, 128, 2048, 256, 325), strict=True))
    count = call_for_any(count_trainable, "count_trainable", rows, "conv_b")
    expect(
        count == trainable_count,
        f"For the network in the text your rule gives {count}, and you wrote {trainable_count}. Which of the two do "
        "you believe?",
    )


def _small_network() -> Any:
    import keras

    names = ("first", "norm", "second", "last_norm", "head")
    make = (keras.layers.Dense, keras.layers.BatchNormalization, keras.layers.Dense)
    layers = [make[0](3, name=names[0]), make[1](name=names[1]), make[2](2, name=names[2])]
    layers += [make[1](name=names[3]), keras.layers.Dense(4, name=names[4])]
    return keras.Sequential([keras.Input((5,)), *layers])


def check_prepare(prepare: Function, load_base: Function, add_head: Function) -> None:
    """3.3: the right part is trained in each phase; compiled with the rate, a matching loss and accuracy."""
    needed(prepare, "prepare")
    base = call_for_model(load_base, "load_base")
    built = call_for_model(add_head, "add_head", base, 4)
    model = call_for_model(prepare, "prepare", built, base, None, 0.02)
    _expect_head_learns(model)
    learning = [layer.name for layer in base_layers(model) if _learns(layer)]
    expect(
        not learning,
        f"With first=None, {len(learning)} layers of the base can still be trained. Then only the head should be trained.",
    )
    model = call_for_model(prepare, "prepare", built, base, _BLOCK, 0.004)
    _expect_head_learns(model)
    _expect_open_from(model, _BLOCK)
    expect(bool(model.compiled), "The model that comes back is not compiled. Call its compile(...) after setting the flags.")
    rate = float(np.asarray(model.optimizer.learning_rate))
    expect(
        abs(rate - 0.004) < 1e-6,
        f"With a learning_rate of 0.004 the optimizer starts at {rate:.3g}. Pass the rate on to the optimizer.",
    )
    pictures = np.random.default_rng(0).uniform(0, 255, (4, *model.input_shape[1:])).astype("float32")
    try:
        results = model.evaluate(pictures, np.arange(4), verbose=0, return_dict=True)
    except Exception as problem:
        raise TryAgain(
            "The loss cannot work with our labels, which are whole numbers. Use one whose name starts with Sparse."
        ) from problem
    expect(
        any("acc" in name for name in results),
        f"The model reports {', '.join(results)}. Ask compile for accuracy as well.",
    )
    scores = np.asarray(model(pictures, training=False))
    probabilities = are_shares(scores)
    expect(
        fits_outputs(model.loss, np.arange(4), scores.shape[-1], probabilities),
        f"The model's outputs are {'probabilities' if probabilities else 'logits'}, and the loss expects the other "
        "kind. Change one of the two: the last activation, or `from_logits`, which tells the loss what it gets.",
    )


def _expect_head_learns(model: Any) -> None:
    of_base = {id(weight) for layer in base_layers(model) for weight in layer.weights}
    expect(
        any(id(weight) not in of_base for weight in model.trainable_weights),
        "The head cannot be trained. Leave the flag of the whole model alone, and change those of the base.",
    )


def check_phase_1(load_base: Function, base: Any, model: Any, head_rate: Any, history_1: Any, weights_1: Any) -> None:
    """3.4: the base is unchanged, the head does well, and a copy of all weights was kept."""
    for name, value in (
        ("head_rate", head_rate),
        ("base", base),
        ("model", model),
        ("history_1", history_1),
        ("weights_1", weights_1),
    ):
        needed(value, name)
    expect(_is_rate(head_rate), f"`head_rate` is {head_rate!r}. Write the learning rate, a number such as 0.01.")
    epochs = len(_expect_curves(history_1, "history_1")["loss"])
    expect(
        epochs >= _FEW_EPOCHS,
        f"Phase 1 lasted {epochs} epochs. Train until the curves of the head are nearly flat.",
    )
    classes = len(load_data().class_names)
    expect(
        model.output_shape[-1] == classes,
        f"`model` has {model.output_shape[-1]} outputs; the pictures have {classes} classes. Pass `num_classes` to "
        "`add_head`.",
    )
    own = model.get_weights()
    expect(
        isinstance(weights_1, list)
        and [getattr(array, "shape", None) for array in weights_1] == [array.shape for array in own],
        "`weights_1` does not hold the weights of `model`. Keep what model.get_weights() returns after training.",
    )
    after_phase_2 = [np.array(array) for array in own]
    model.set_weights(weights_1)
    try:
        moved = _changed(model, call_for_model(load_base, "load_base"))
        reached = _accuracy(model)
    finally:
        model.set_weights(after_phase_2)
    expect(
        not moved,
        f"In `weights_1`, {len(moved)} layers of the base differ from the pretrained ones. The base should be frozen "
        "while the head is trained, and the copy taken before phase 2 begins.",
    )
    expect(
        reached >= goal("3.4"),
        f"The validation accuracy is {reached:.0%}; the goal is {goal('3.4'):.0%}. Are the curves still "
        "rising? Then train for longer. Are they flat or jumping? Then try another learning rate.",
    )


def check_phase_2(load_base: Function, model: Any, head_rate: Any, fine_rate: Any, history_2: Any) -> None:
    """3.5: a lower rate, enough epochs, the top blocks have changed and nothing else has, and accuracy."""
    needed(model, "model")
    needed(fine_rate, "fine_rate")
    needed(history_2, "history_2")
    expect(_is_rate(fine_rate), f"`fine_rate` is {fine_rate!r}. Write the learning rate, a number.")
    expect(
        _is_rate(head_rate) and fine_rate <= _LOWER * head_rate,
        f"`fine_rate` is {fine_rate:.3g}, and the rate of phase 1 was {head_rate}. Use at most a tenth of it.",
    )
    curves = _expect_curves(history_2, "history_2")
    epochs = len(curves["loss"])
    expect(
        epochs >= _FEW_EPOCHS,
        f"Phase 2 lasted {epochs} epochs. If you use callbacks, create new ones for this phase, and let them wait longer.",
    )
    names = [layer.name for layer in base_layers(model)]
    place = names.index(_BLOCK) if _BLOCK in names else len(names)
    moved = _changed(model, call_for_model(load_base, "load_base"))
    expect(
        any(name in moved for name in names[place:]),
        f"No layer from `{_BLOCK}` upwards has changed. Was the model compiled after it was unfrozen? Call `prepare` before "
        "`fit`.",
    )
    early = [name for name in names[:place] if name in moved]
    expect(
        not early,
        f"{len(early)} layers before `{_BLOCK}` have changed, such as {_first(early)}. They should stay frozen.",
    )
    norms = [layer.name for layer in base_layers(model) if _is_norm(layer) and layer.name in moved]
    expect(
        not norms,
        f"{len(norms)} BatchNormalization layers have changed, such as {_first(norms)}. They should stay frozen.",
    )
    reached = _accuracy(model)
    expect(
        reached >= goal("3.5"),
        f"The validation accuracy is {reached:.0%}; the goal is {goal('3.5'):.0%}. If accuracy fell at the "
        "start of phase 2 and stayed low, the rate is too high. If it was still rising at the end, train for longer.",
    )


def check_features_at(load_base: Function, features_at: Function, depth_accuracy: Any) -> None:
    """3.6: pooled features of the layer that is named, frozen; and an accuracy for each depth."""
    needed(features_at, "features_at")
    base = call_for_model(load_base, "load_base")
    for name in ("block_3_expand", _BLOCK):
        _expect_features(call_for_model(features_at, "features_at", base, name), base, name)
    needed(depth_accuracy, "depth_accuracy")
    expect(isinstance(depth_accuracy, dict), f"`depth_accuracy` is {kind(depth_accuracy)}. Make it a dictionary.")
    for name in _DEPTHS:
        expect(name in depth_accuracy, f"`depth_accuracy` has no key {name!r}. Fill in all five names in `DEPTHS`.")
        share = depth_accuracy[name]
        needed(share, f"depth_accuracy[{name!r}]")
        expect(
            isinstance(share, Real) and 0 <= share <= 1,
            f"`depth_accuracy[{name!r}]` is {share!r}. Put there what lab.probe returns, a number from 0 to 1.",
        )


def _expect_features(extractor: Any, base: Any, name: str) -> None:
    import keras

    call = f'`features_at(base, "{name}")`'
    pictures = np.random.default_rng(0).uniform(-1, 1, (2, *base.input_shape[1:])).astype("float32")
    maps = np.asarray(keras.Model(base.input, base.get_layer(name).output)(pictures, training=False))
    found = np.asarray(extractor(pictures, training=False))
    wanted = (len(pictures), maps.shape[-1])
    expect(
        found.shape == wanted,
        f"For two pictures the model from {call} gives an array of shape {found.shape}, and {wanted} is right: that layer "
        f"has {maps.shape[-1]} feature maps. Take the average of each, over its rows and columns.",
    )
    expect(
        np.allclose(found, maps.mean(axis=(1, 2)), rtol=1e-3, atol=1e-3),
        f"The model from {call} does not give the averages of the feature maps of that layer. Take the layer of `base` "
        "itself, by its name, and scale nothing.",
    )
    expect(
        not extractor.trainable_weights,
        f"In the model from {call}, {len(extractor.trainable_weights)} weights can be trained. Freeze it, as you did with "
        "the base.",
    )


def check_choose_strategy(choose_strategy: Function) -> None:
    """3.8: one of the four names for any case, and answers that depend on each of the three numbers."""
    needed(choose_strategy, "choose_strategy")
    cases = ((5, 0.1, 600), (5, 0.9, 600), (2000, 0.1, 600), (2000, 0.1, 1))
    answers = []
    for case in cases:
        answer = call_for_any(choose_strategy, "choose_strategy", *case)
        needed(answer, "choose_strategy")
        known = isinstance(answer, str) and answer.strip().casefold() in _STRATEGIES
        expect(known, f"`choose_strategy{case}` gives {answer!r}. Return one of: {', '.join(map(repr, _STRATEGIES))}.")
        answers.append(answer.strip().casefold())
    for one, other, name in ((0, 1, "similarity"), (0, 2, "num_examples"), (2, 3, "budget")):
        expect(
            answers[one] != answers[other],
            f"`choose_strategy{cases[one]}` and `choose_strategy{cases[other]}` give the same answer. There, `{name}` "
            "should make a difference. Look at the table again.",
        )


def _expect_curves(history: Any, name: str) -> dict[str, Any]:
    curves = getattr(history, "history", history)
    expect(isinstance(curves, dict), f"`{name}` is {kind(history)}. Keep what model.fit(...) returns.")
    expect(bool(curves.get("loss")), f"`{name}` holds no epochs. Did `fit` train at all? Look at its `epochs`.")
    expect(
        any(key.startswith("val_") for key in curves),
        f"`{name}` has no validation curves. Pass the validation set to fit as validation_data.",
    )
    return dict(curves)


def _changed(model: Any, fresh: Any) -> set[str]:
    """Names of the layers of the base whose weights differ from those of a freshly loaded one."""
    known = {layer.name: layer.get_weights() for layer in base_layers(fresh)}
    return {
        layer.name
        for layer in base_layers(model)
        if not all(map(np.array_equal, layer.get_weights(), known.get(layer.name, ())))
    }


def _accuracy(model: Any) -> float:
    data = load_data()
    return accuracy(model, data.x_val, data.y_val)


def _first(names: list[str]) -> str:
    return f"`{names[0]}`" if names else ""


def _learns(layer: Any) -> bool:
    return any(weight.trainable for weight in layer.weights)


def _is_norm(layer: Any) -> bool:
    return type(layer).__name__ == "BatchNormalization"


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_rate(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and float(value) > 0
