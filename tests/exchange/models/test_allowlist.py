"""Nothing that a description names is imported, called or allocated unless the tables name it too."""

from __future__ import annotations

import contextlib
import copy
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.exchange.models import UnsafeModel, export_model, rebuild_model
from autograder.exchange.models.allowlist import (
    ACTIVATIONS,
    ARCHITECTURE,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    clean_architecture,
    clean_part,
)
from tests.exchange.models.zoo import VARIANTS

Config = dict[str, Any]


def layer(class_name: str, module: str = "keras.layers", **config: Any) -> Config:
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def stack(*layers: Config) -> Config:
    first = layer("InputLayer", batch_shape=[None, 4], dtype="float32", name="in")
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [first, *layers]}}


def data(architecture: Any, **changes: Any) -> Config:
    empty = {"layers": [], "weights": [], "trainable": True, "compiled": None, "history": None}
    return {"architecture": architecture, **empty, **changes}


def refuse(architecture: Any) -> UnsafeModel:
    with pytest.raises(UnsafeModel) as caught:
        rebuild_model(data(architecture))
    return caught.value


# --- canaries: what raw Keras would run, and what is refused unread -------------------------------------------


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module of a package that Keras is ready to import from; importing it leaves a file."""
    marker = tmp_path / "ran"
    package = tmp_path / "keras_cv"
    package.mkdir()
    (package / "__init__.py").write_text(f"open({str(marker)!r}, 'w').close()")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield marker
    sys.modules.pop("keras_cv", None)


FOREIGN = stack(layer("Anything", module="keras_cv"))


def test_keras_itself_would_import_a_foreign_module(canary: Path) -> None:
    import keras

    with pytest.raises(Exception, match="keras_cv"):
        keras.saving.deserialize_keras_object(copy.deepcopy(FOREIGN), safe_mode=True)
    assert canary.exists()


def test_a_foreign_module_is_not_imported(canary: Path) -> None:
    assert "keras_cv" in refuse(FOREIGN).message
    assert not canary.exists()
    assert "keras_cv" not in sys.modules


def _lambda_layer(marker: Path) -> Config:
    import keras

    path = str(marker)
    function = eval(f"lambda x: [open({path!r}, 'w').close(), x][1]")  # so that its code holds the path
    return keras.saving.serialize_keras_object(keras.layers.Lambda(function, name="innocent"))  # type: ignore[no-any-return]


def test_keras_itself_would_run_the_code_of_a_lambda(tmp_path: Path) -> None:
    import keras

    revived = keras.saving.deserialize_keras_object(_lambda_layer(tmp_path / "ran"), safe_mode=False)
    revived(np.zeros((1, 4)))
    assert (tmp_path / "ran").exists()


def test_the_code_of_a_lambda_is_not_run(tmp_path: Path) -> None:
    description = _lambda_layer(tmp_path / "ran")
    assert "Lambda" in refuse(stack(description)).message
    assert not (tmp_path / "ran").exists()


def test_keras_itself_would_read_a_file_that_a_layer_names(tmp_path: Path) -> None:
    import keras

    (tmp_path / "secret").write_text("first\nsecond\n")
    description = layer("StringLookup", vocabulary=str(tmp_path / "secret"), name="look")
    revived = None
    try:
        revived = keras.saving.deserialize_keras_object(copy.deepcopy(description), safe_mode=False)
    except ValueError:
        pytest.skip("this Keras no longer reads it")
    assert "second" in revived.get_vocabulary()


def test_a_file_that_a_layer_names_is_not_read(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"  # opening it to read would wait for ever
    import os

    os.mkfifo(fifo)
    for name in ("StringLookup", "TextVectorization", "IntegerLookup"):
        assert name in refuse(stack(layer(name, vocabulary=str(fifo), name="look"))).message


@pytest.fixture
def registered() -> Iterator[type]:
    """A class that is registered with Keras; what registering does to a description that says Dense."""
    import keras

    ran: list[Config] = []

    @keras.saving.register_keras_serializable(package="evil")
    class Evil(keras.layers.Dense):  # type: ignore[misc]
        made = ran

        @classmethod
        def from_config(cls, config: Config) -> Any:
            ran.append(config)
            return keras.layers.Dense(**config)

    yield Evil
    keras.saving.get_custom_objects().pop("evil>Evil")


RENAMED = {**layer("Dense", units=2, name="d"), "registered_name": "evil>Evil"}


def test_keras_itself_would_prefer_a_registered_class(registered: Any) -> None:
    import keras

    keras.saving.deserialize_keras_object(copy.deepcopy(RENAMED), safe_mode=True)
    assert registered.made


def test_a_registered_class_is_not_used(registered: Any) -> None:
    assert "Dense" in refuse(stack(RENAMED)).message
    assert not registered.made


HUGE_BUILD = {**layer("Dense", units=100, name="d"), "build_config": {"input_shape": [None, 100_000]}}


def test_keras_itself_would_build_what_a_layer_asks_for() -> None:
    import keras

    assert keras.saving.deserialize_keras_object(copy.deepcopy(HUGE_BUILD)).kernel.shape == (100_000, 100)


def test_a_layers_wish_to_be_built_is_ignored() -> None:
    assert clean_architecture(stack(HUGE_BUILD))["config"]["layers"][1] == layer("Dense", units=100, name="d")


def test_nothing_is_deserialised_before_everything_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The odd part comes last, and not one of the good parts before it has been made."""
    import keras

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("something was made")

    monkeypatch.setattr(keras.saving, "deserialize_keras_object", fail)
    monkeypatch.setattr(keras.Model, "from_config", fail)
    refuse(stack(layer("Dense", units=2, name="d"), layer("Lambda", function="f", name="l")))


# --- hostile descriptions ------------------------------------------------------------------------------------

TENSOR = {
    "class_name": "__keras_tensor__",
    "config": {"shape": [None, 4], "dtype": "float32", "keras_history": ["in", 0, 0]},
}


def graph(*args: Any, kwargs: Config | None = None, operation: Config | None = None) -> Config:
    """A functional model of an input and one operation with these arguments."""
    first = layer("InputLayer", batch_shape=[None, 4], dtype="float32", name="in")
    second = operation or layer("Add", module="keras.src.ops.numpy", name="add")
    return {
        "module": "keras",
        "class_name": "Model",
        "config": {
            "name": "m",
            "trainable": True,
            "layers": [
                {**first, "name": "in", "inbound_nodes": []},
                {**second, "name": "op", "inbound_nodes": [{"args": list(args), "kwargs": kwargs or {}}]},
            ],
            "input_layers": [["in", 0, 0]],
            "output_layers": [["op", 0, 0]],
        },
    }


def deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def nested_models(depth: int) -> Config:
    model = stack(layer("Dense", units=2, name="d"))
    for _ in range(depth):
        model = stack(model)
    return model


def multiplied_calls() -> Config:
    """Five models in one another, each called ten times by the next."""
    model = graph(TENSOR, TENSOR)
    for _ in range(4):
        outer = graph(TENSOR)
        inner = {**copy.deepcopy(model), "registered_name": None}
        node = outer["config"]["layers"][1]["inbound_nodes"][0]
        outer["config"]["layers"][1] = {**inner, "name": "op", "inbound_nodes": [node] * 10}
        model = outer
    return model


def _calls_in_the_wrong_order() -> Config:
    """The first call of a layer needs the output of its second one."""
    later = {**TENSOR, "config": {**TENSOR["config"], "keras_history": ["op", 1, 0]}}
    model = graph(operation=layer("ReLU", name="op"))
    model["config"]["layers"][1]["inbound_nodes"] = [{"args": [x], "kwargs": {}} for x in (later, TENSOR)]
    return model


def function(name: str, module: str = "builtins") -> Config:
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


LAMBDA = {"class_name": "__lambda__", "config": {"value": ["4wAAAA==", None, None]}}
TYPESPEC = {
    "class_name": "__typespec__",
    "spec_name": "TensorSpec",
    "module": "tensorflow",
    "config": [],
    "registered_name": None,
}


def dense(**config: Any) -> Config:
    return stack(layer("Dense", **{"units": 2, "name": "d", **config}))


HOSTILE: dict[str, Any] = {
    "nothing": None,
    "text": "keras.Sequential",
    "a list": [],
    "no class": {"module": "keras", "config": {}},
    "a layer as the model": layer("Dense", units=2, name="d"),
    "another model class": {**stack(), "class_name": "StatefulModel"},
    "a model of another package": {**stack(), "module": "keras_hub.models"},
    "a model that is registered": {**stack(), "registered_name": "pkg>Sequential"},
    "no layers": {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": []}},
    "extra keys": {**stack(), "shared": 1},
    "extra settings of a model": {**stack(), "config": {**stack()["config"], "custom_objects": {}}},
    "a foreign module": stack(layer("Dense", module="os", units=2)),
    "a private module": stack(layer("Dense", module="keras.src.layers.core.dense", units=2, name="d")),
    "a module that is no text": stack(layer("Dense", module=["keras.layers"], units=2)),  # type: ignore[arg-type]
    "no module": stack({"class_name": "Dense", "config": {"units": 2}}),
    "a class that is no text": stack({"module": "keras.layers", "class_name": ["Dense"], "config": {}}),
    "a class of another list": stack(layer("Adam", module="keras.optimizers")),
    "a wrapper around anything": stack(layer("TimeDistributed", layer=layer("Lambda"), name="t")),
    "a saved model": stack(layer("TFSMLayer", filepath="/tmp/x", name="t")),
    "a torch module": stack(layer("TorchModuleWrapper", module="x", name="t")),
    "a nested load_model": dense(activation=function("load_model", "keras.saving")),
    "a function by another name": dense(activation=function("system", "os")),
    "a function of builtins": dense(activation=function("eval")),
    "a function as a layer": stack(function("relu")),
    "a function that is no text": dense(activation={**function("relu"), "config": ["relu"]}),
    "an unknown activation": dense(activation="load_model"),
    "a lambda as activation": dense(activation=LAMBDA),
    "a lambda as regularizer": dense(kernel_regularizer=LAMBDA),
    "a lambda as argument": graph(TENSOR, LAMBDA),
    "a lambda in a nested list": graph([TENSOR, [LAMBDA]]),
    "a lambda among named arguments": graph(TENSOR, kwargs={"x": LAMBDA}),
    "a typespec": graph(TENSOR, TYPESPEC),
    "bytes": graph(TENSOR, {"class_name": "__bytes__", "config": {"value": "x"}}),
    "another special value": graph(TENSOR, {"class_name": "__import__", "config": {}}),
    "a tensor of text": graph(TENSOR, {"class_name": "__tensor__", "config": {"value": ["a"], "dtype": "string"}}),
    "a tensor with text in it": graph(
        TENSOR, {"class_name": "__tensor__", "config": {"value": [[1, "a"]], "dtype": "float32"}}
    ),
    "a tensor that is nested too deeply": graph(
        TENSOR, {"class_name": "__tensor__", "config": {"value": deep(100), "dtype": "float32"}}
    ),
    "an operation that allocates": graph(TENSOR, operation=layer("Tile", "keras.src.ops.numpy", repeats=[10**6])),
    "an operation that loops": graph(TENSOR, operation=layer("WhileLoop", "keras.src.ops.core", cond=LAMBDA)),
    "a map with a function": graph(TENSOR, operation=layer("Map", "keras.src.ops.core", name="m")),
    "the older form of nodes": {
        **graph(),
        "config": {
            **graph()["config"],
            "layers": [{**graph()["config"]["layers"][0], "inbound_nodes": [[["in", 0, 0]]]}],
        },
    },
    "a layer from nowhere": graph({**TENSOR, "config": {**TENSOR["config"], "keras_history": ["out", 0, 0]}}),
    "a negative node": graph({**TENSOR, "config": {**TENSOR["config"], "keras_history": ["in", -1, 0]}}),
    "a node that is no number": graph({**TENSOR, "config": {**TENSOR["config"], "keras_history": ["in", "0", 0]}}),
    "no history": graph({**TENSOR, "config": {**TENSOR["config"], "keras_history": None}}),
    "two layers of one name": graph(TENSOR, operation={**layer("ReLU", name="r")})
    | {"config": {**graph()["config"], "layers": [graph()["config"]["layers"][0]] * 2}},
    "a cycle": graph({**TENSOR, "config": {**TENSOR["config"], "keras_history": ["op", 0, 0]}}),
    "a call of itself later on": _calls_in_the_wrong_order(),
    "a call that was never made": graph({**TENSOR, "config": {**TENSOR["config"], "keras_history": ["in", 1, 0]}}),
    "no outputs": {**graph(TENSOR), "config": {**graph(TENSOR)["config"], "output_layers": []}},
    "infinity": dense(units=float("inf")),
    "not a number": stack(layer("Rescaling", scale=float("nan"), name="r")),
    "text where a number belongs": dense(units="100"),
    "a fraction where a number belongs": dense(units=2.5),
    "a truth value as a layer": stack(True),  # type: ignore[arg-type]
    "huge units": dense(units=10**9),
    "a number beyond all bounds": dense(units=10**5000),
    "negative units": dense(units=-5),
    "huge filters": stack(layer("Conv2D", filters=10**8, kernel_size=3, name="c")),
    "a huge kernel": stack(layer("Conv2D", filters=1, kernel_size=[10**7, 10**7], name="c")),
    "huge padding": stack(layer("ZeroPadding2D", padding=10**9, name="z")),
    "huge input": {
        **stack(),
        "config": {"name": "s", "layers": [layer("InputLayer", batch_shape=[None, 10**9], name="in")]},
    },
    "an input of eleven axes": {
        **stack(),
        "config": {"name": "s", "layers": [layer("InputLayer", batch_shape=[None] * 11, name="in")]},
    },
    "deep nesting": dense(extra=deep(1000)),
    "very deep nesting": dense(extra=deep(100_000)),
    "models in models": nested_models(60),
    "calls that multiply": multiplied_calls(),
    "more values than any model": dense(extra=[0] * 300_000),
    "a long name": dense(name="x" * 10_000),
    "a name with a slash": dense(name="a/b"),
    "a name that is no text": dense(name=3),
    "an odd name": dense(name="a\n\x00b"),
    "a set": dense(extra={1, 2}),
    "bytes as a value": dense(extra=b"x"),
    "an object": dense(extra=object()),
    "an array": dense(extra=np.zeros(3)),
    "keys that are no text": dense(extra={1: 2}),
    "a quantised dtype": dense(dtype=layer("QuantizedDTypePolicy", "keras", mode="int8")),
    "an unknown dtype": dense(dtype="string"),
    "an odd dtype policy": dense(dtype=layer("DTypePolicy", "keras", name="float32", more=1)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_description_is_refused(name: str) -> None:
    message = refuse(HOSTILE[name]).message
    assert message.endswith(".")
    assert len(message) < 300


def test_what_could_never_run_is_refused_before_keras_waits_for_it() -> None:
    for name in ("a layer from nowhere", "a cycle", "a call of itself later on", "a call that was never made"):
        with pytest.raises(UnsafeModel):
            clean_architecture(HOSTILE[name])


def test_a_tuple_subclass_and_friends_are_refused() -> None:
    class Text(str):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = str.__hash__

    for odd in (Text("Dense"), np.str_("Dense")):
        with pytest.raises(UnsafeModel):
            clean_architecture(stack({**layer("x"), "class_name": odd}))


def test_objects_that_contain_themselves_are_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    refuse(dense(extra=loop))
    mapping: Config = {}
    mapping["a"] = mapping
    refuse(dense(extra=mapping))


def test_a_description_is_refused_quickly() -> None:
    for name, description in HOSTILE.items():
        start = time.process_time()
        refuse(description)
        assert time.process_time() - start < 2, name


# --- allocation ----------------------------------------------------------------------------------------------


def test_a_weight_that_was_not_sent_is_not_allocated(monkeypatch: pytest.MonkeyPatch) -> None:
    """90,000 × 90,000 numbers would be 32 GB; each size alone is within bounds."""
    import keras

    made: list[Any] = []
    original = keras.Layer.add_weight

    def add_weight(self: Any, shape: Any = None, *args: Any, **kwargs: Any) -> Any:
        made.append(shape)
        return original(self, shape, *args, **kwargs)

    monkeypatch.setattr(keras.Layer, "add_weight", add_weight)
    wide = stack(layer("Dense", units=90_000, name="a"), layer("Dense", units=90_000, name="b"))
    small = np.zeros((4, 2), "float32")
    weight = {"path": ["a"], "name": "kernel", "trainable": True, "value": small}
    with pytest.raises(UnsafeModel, match="did not come with the model"):
        rebuild_model(data(wide, weights=[weight]))
    assert made == []
    assert keras.Layer.add_weight is add_weight  # the guard is gone again


@pytest.mark.parametrize(
    "description",
    [
        stack(layer("RepeatVector", n=100_000, name="r"), layer("UpSampling1D", name="u")),
        stack(
            layer("Reshape", target_shape=[1, 1, 4], name="r"), layer("ZeroPadding2D", padding=[1000, 1000], name="z")
        ),
        stack(layer("Reshape", target_shape=[1, 2, 2], name="r"), layer("UpSampling2D", size=[9000, 9000], name="u")),
        stack(layer("Reshape", target_shape=[2, 2, 1], name="r"), layer("Resizing", height=9000, width=9000, name="u")),
        stack(layer("RepeatVector", n=90_000, name="r"), layer("RepeatVector", n=90_000, name="s")),
    ],
)
def test_a_tensor_that_would_fill_the_memory_is_refused(description: Config) -> None:
    refuse(description)


def test_a_model_that_would_compute_for_hours_is_refused() -> None:
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((512, 512, 4)), layers.Conv2D(4, 64, padding="same"), layers.Flatten()])
    for _ in range(3):
        assert model.count_params() < 100_000
    with pytest.raises(UnsafeModel, match="computation"):
        rebuild_model(export_model(model))


# --- what is allowed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_passes_and_cleaning_twice_changes_nothing(name: str, make_base: Callable[..., Any]) -> None:
    once = clean_architecture(export_model(VARIANTS[name](make_base))["architecture"])
    assert clean_architecture(copy.deepcopy(once)) == once


def test_the_input_is_left_as_it_was(make_base: Callable[..., Any]) -> None:
    description = export_model(VARIANTS["functional"](make_base))["architecture"]
    before = copy.deepcopy(description)
    clean_architecture(description)
    assert description == before


def test_initializers_and_machinery_are_left_out(make_base: Callable[..., Any]) -> None:
    text = repr(clean_architecture(export_model(VARIANTS["rich_head"](make_base))["architecture"]))
    for word in ("initializer", "build_config", "compile_config", "shared_object_id"):
        assert word not in text


@pytest.fixture
def newest_keras() -> None:
    import keras

    if tuple(int(part) for part in keras.__version__.split(".")[:2]) < (3, 15):
        pytest.skip("this Keras lacks some layers of later ones")


@pytest.mark.usefixtures("newest_keras")
@pytest.mark.parametrize("table", [ARCHITECTURE, OPTIMIZERS, LOSSES, METRICS])
def test_the_tables_name_only_what_there_is(table: Any) -> None:
    import importlib

    for module, names in table.items():
        assert all(hasattr(importlib.import_module(module), name) for name in names), module


@pytest.mark.usefixtures("newest_keras")
def test_the_activations_are_keras_own() -> None:
    import keras

    assert all(callable(keras.activations.get(name)) for name in ACTIVATIONS)


def test_parts_of_training_come_from_their_own_table_only() -> None:
    adam = layer("Adam", "keras.optimizers", learning_rate=0.001)
    assert clean_part(adam, OPTIMIZERS)["class_name"] == "Adam"
    for table in (LOSSES, METRICS):
        with pytest.raises(UnsafeModel):
            clean_part(adam, table)
    for odd in (
        None,
        "Adam",
        layer("MeanMetricWrapper", "keras.metrics", fn=function("load_model", "keras.saving")),
        layer("AUC", "keras.metrics", num_thresholds=10**9),
        layer("LossScaleOptimizer", "keras.optimizers", inner_optimizer=LAMBDA),
        stack(layer("Dense", units=2, name="d")),
    ):
        with pytest.raises(UnsafeModel):
            clean_part(odd, METRICS)


# --- anything at all -----------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    [
        *("keras", "keras.layers", "keras.src.ops.numpy", "os", "builtins", "Sequential", "Model", "Functional"),
        *("Dense", "InputLayer", "Lambda", "Add", "function", "__lambda__", "__tensor__", "__keras_tensor__", "relu"),
        *("__slice__", "__ellipsis__", "DTypePolicy", "float32", "in", "d"),
    ]
)
_KEYS = st.sampled_from(
    [
        *("module", "class_name", "config", "registered_name", "name", "layers", "inbound_nodes", "args", "kwargs"),
        *("input_layers", "output_layers", "keras_history", "shape", "dtype", "value", "units", "batch_shape"),
        *("activation", "trainable", "start", "stop", "step", "seed", "build_config", "build_input_shape"),
    ]
)
_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _WORDS | st.binary(max_size=2)
)
_ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.integers(), inner, max_size=6),
    max_leaves=30,
)


@given(_ANYTHING)
def test_anything_is_cleaned_or_refused(value: Any) -> None:
    for clean in (clean_architecture, lambda v: clean_part(v, OPTIMIZERS)):
        try:
            cleaned = clean(value)
        except UnsafeModel:
            continue
        assert cleaned["module"].startswith("keras")


@st.composite
def _damaged(draw: st.DrawFn) -> Any:
    """An honest description with one value anywhere replaced."""
    description = copy.deepcopy(graph(TENSOR, 1.5, operation=layer("Subtract", "keras.src.ops.numpy", name="op")))
    description["config"]["layers"].append(copy.deepcopy(stack(layer("Dense", units=2, name="d"))))
    description["config"]["layers"][-1].update(name="s", inbound_nodes=[{"args": [TENSOR], "kwargs": {}}])
    spot: Any = description
    while isinstance(spot, dict | list) and spot:
        keys = sorted(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or not spot[key] or draw(st.integers(0, 4)) == 0:
            spot[key] = draw(_ANYTHING)
            break
        spot = spot[key]
    return description


@given(_damaged())
@settings(deadline=None)
def test_a_damaged_description_is_rebuilt_or_refused(description: Any) -> None:
    with contextlib.suppress(UnsafeModel):
        rebuild_model(data(description))


@given(
    st.dictionaries(
        st.sampled_from(["architecture", "layers", "weights", "trainable", "compiled", "history"]), _ANYTHING
    )
)
@settings(deadline=None)
def test_any_envelope_is_refused(envelope: Config) -> None:
    with pytest.raises(UnsafeModel):
        rebuild_model(envelope)


def test_a_small_stack_is_no_danger() -> None:
    """Deep data is refused even where little stack is left."""
    results: list[str] = []

    def run() -> None:
        results.append(refuse(dense(extra=deep(50_000))).message)

    threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(0)
    assert results
