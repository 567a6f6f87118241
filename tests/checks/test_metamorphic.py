"""What is no difference must not change a verdict on a model: names, layers that do nothing, the form of the graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.checks import (
    describe_freezing,
    describe_head,
    judge_metrics,
    judge_model,
    probe_scaling,
)

SHAPE = (96, 96, 3)
#: Layers that hand on what they get.
NOTHING: dict[str, Callable[..., Any]] = {
    "linear": lambda **named: keras.layers.Activation("linear", **named),
    "dropout": lambda **named: keras.layers.Dropout(0, **named),
    "identity": lambda **named: keras.layers.Identity(**named),
    "rescaling": lambda **named: keras.layers.Rescaling(1.0, **named),
}
PLACES = ("input", "scaled", "features", "pooled", "output")


@dataclass(frozen=True)
class Facts:
    """What a verdict may depend on."""

    scale: tuple[float, float] = (1 / 127.5, -1)
    pooling: str = "average"
    units: int = 5
    activation: str | None = None
    from_logits: bool = True
    frozen: bool = True


@dataclass(frozen=True)
class Disguise:
    """What it may not depend on."""

    nothing: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by place
    names: dict[str, str] = field(default_factory=dict)  # by what a layer is called otherwise
    sequential: bool = False
    seed: int = 0


FACTS = st.builds(
    Facts,
    scale=st.sampled_from([(1 / 127.5, -1), (1 / 255, 0), (1, 0)]),
    pooling=st.sampled_from(["average", "flatten"]),
    units=st.sampled_from([1, 2, 5]),
    activation=st.sampled_from([None, "softmax", "sigmoid"]),
    from_logits=st.booleans(),
    frozen=st.booleans(),
)
DISGUISES = st.builds(
    Disguise,
    nothing=st.dictionaries(
        st.sampled_from(PLACES), st.lists(st.sampled_from(sorted(NOTHING)), max_size=2).map(tuple), min_size=1
    ),
    names=st.dictionaries(
        st.sampled_from(["scaling", "pooling", "scores"]), st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
    ).filter(lambda names: len(set(names.values())) == len(names)),
    sequential=st.booleans(),
    seed=st.integers(0, 2**31 - 1),
)


def build(facts: Facts, disguise: Disguise, base: Any) -> Any:
    """A model with these facts, in this disguise."""
    keras.utils.set_random_seed(disguise.seed)
    base.trainable = not facts.frozen
    scale, offset = facts.scale
    pool = keras.layers.GlobalAveragePooling2D if facts.pooling == "average" else keras.layers.Flatten
    steps = {
        "input": [],
        "scaled": [keras.layers.Rescaling(scale, offset, name=disguise.names.get("scaling"))],
        "features": [base],
        "pooled": [pool(name=disguise.names.get("pooling"))],
        "output": [keras.layers.Dense(facts.units, activation=facts.activation, name=disguise.names.get("scores"))],
    }
    layers = [
        layer for place in PLACES for layer in (*steps[place], *(NOTHING[n]() for n in disguise.nothing.get(place, ())))
    ]
    if disguise.sequential:
        model = keras.Sequential([keras.Input(SHAPE), *layers])
    else:
        inputs = x = keras.Input(SHAPE)
        for layer in layers:
            x = layer(x, training=False) if layer is base else layer(x)
        model = keras.Model(inputs, x)
    loss = "binary_crossentropy" if facts.units == 1 else "sparse_categorical_crossentropy"
    kind = keras.losses.BinaryCrossentropy if facts.units == 1 else keras.losses.SparseCategoricalCrossentropy
    model.compile("adam", kind(from_logits=facts.from_logits) if facts.from_logits else loss, metrics=["accuracy"])
    return model


def verdict(model: Any) -> dict[str, Any]:
    """All that the graders' checks look at."""
    head, freezing, probe = describe_head(model), describe_freezing(model), probe_scaling(model)
    assert freezing is not None
    assert probe is not None
    return {
        "scaling": probe.kind,
        "pooling": head.pooling,
        "output": (head.output_shape, head.activation, head.stacked_activations),
        "parameters": head.parameters,
        "frozen": (freezing.base_frozen, freezing.head_frozen, freezing.trainable_parameters),
        "loss": judge_model(model).problem,
        "metrics": judge_metrics(model),
    }


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=FACTS, disguise=DISGUISES)
def test_a_disguise_changes_no_verdict(make_base, arrived, facts, disguise):
    base = make_base(input_shape=SHAPE)
    assert verdict(arrived(build(facts, disguise, base))) == verdict(arrived(build(facts, Disguise(), base)))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("layer", NOTHING)
def test_a_layer_that_does_nothing_changes_no_verdict(make_base, arrived, place, layer):
    base = make_base(input_shape=SHAPE)
    disguised = build(Facts(activation="softmax", from_logits=False), Disguise({place: (layer,)}), base)
    assert verdict(arrived(disguised)) == verdict(
        arrived(build(Facts(activation="softmax", from_logits=False), Disguise(), base))
    )
