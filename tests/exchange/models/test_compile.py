"""How a model was compiled and trained arrives as a record, and the model arrives compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exchange.models import (
    CompileRecord,
    History,
    LossRecord,
    MetricRecord,
    OptimizerRecord,
    UnsafeModel,
    export_history,
    export_model,
    rebuild_history,
    rebuild_model,
    record_of,
)
from autograder.exchange.models.known_losses import known_loss_like, known_metric_like
from tests.exchange.models.zoo import VARIANTS

X = np.random.default_rng(0).random((16, 8)).astype("float32")
Y = (np.arange(16) % 3).astype("int32")


def small(units: int = 3, activation: str | None = "softmax") -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [keras.Input((8,)), layers.Dense(4, name="hidden"), layers.Dense(units, activation=activation, name="out")]
    )


def compiled(**settings: Any) -> Any:
    model = small()
    model.compile(**{"optimizer": "adam", "loss": "sparse_categorical_crossentropy", **settings})
    return model


def arrives(model: Any) -> tuple[Any, CompileRecord]:
    arrived = rebuild_model(export_model(model))
    record = record_of(arrived).compiled
    assert record is not None
    return arrived, record


def optimizer_record(model: Any) -> OptimizerRecord:
    record = arrives(model)[1].optimizer
    assert record is not None
    return record


def test_a_model_that_was_never_compiled() -> None:
    record = record_of(rebuild_model(export_model(small())))
    assert record.compiled is None
    assert record.history is None


def test_no_record_for_a_model_that_was_not_rebuilt() -> None:
    with pytest.raises(LookupError):
        record_of(small())


OPTIMIZERS: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("Adam", lambda: _optimizers().Adam(2e-3)),
    ("AdamW", lambda: _optimizers().AdamW(2e-3, weight_decay=1e-4)),
    ("SGD", lambda: _optimizers().SGD(2e-3, momentum=0.9, nesterov=True)),
    ("RMSprop", lambda: _optimizers().RMSprop(2e-3)),
    ("Nadam", lambda: _optimizers().Nadam(2e-3, clipnorm=1.0)),
)


def _optimizers() -> Any:
    import keras

    return keras.optimizers


@pytest.mark.parametrize(("name", "make"), OPTIMIZERS, ids=[name for name, _ in OPTIMIZERS])
def test_an_optimizer(name: str, make: Callable[[], Any]) -> None:
    arrived, record = arrives(compiled(optimizer=make()))
    assert record.optimizer is not None
    assert (record.optimizer.name, record.optimizer.iterations, record.optimizer.built) == (name, 0, False)
    assert record.optimizer.rate == record.optimizer.start_rate == pytest.approx(2e-3)
    assert record.optimizer.tracked == ()
    assert type(arrived.optimizer).__name__ == name
    assert float(arrived.optimizer.learning_rate) == pytest.approx(2e-3)
    assert arrived.optimizer.get_config() == make().get_config() | {"name": arrived.optimizer.name}


def test_a_schedule_starts_at_its_first_value() -> None:
    import keras

    schedule = keras.optimizers.schedules.CosineDecay(1e-2, decay_steps=10)
    model = compiled(optimizer=keras.optimizers.Adam(schedule))
    model.fit(X, Y, epochs=2, batch_size=8, verbose=0)
    arrived, record = arrives(model)
    assert record.optimizer is not None
    assert record.optimizer.schedule == "CosineDecay"
    assert record.optimizer.start_rate == pytest.approx(1e-2)
    assert record.optimizer.rate == pytest.approx(float(schedule(4)), rel=1e-5)
    assert record.optimizer.iterations == 4
    assert isinstance(arrived.optimizer._learning_rate, keras.optimizers.schedules.CosineDecay)


def test_a_schedule_that_cannot_be_evaluated_is_refused() -> None:
    import keras

    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    data = export_model(compiled(optimizer=keras.optimizers.SGD(schedule)))
    data["compiled"]["optimizer"]["config"]["config"]["learning_rate"]["config"]["decay_rate"] = "text"
    with pytest.raises(UnsafeModel, match="ExponentialDecay has settings that Keras does not take"):
        rebuild_model(data)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras's callback
def test_a_reduced_rate_starts_where_the_history_starts() -> None:
    import keras

    model = compiled(optimizer=keras.optimizers.SGD(0.1))
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate if epoch == 0 else rate / 2)
    model.fit(X, Y, epochs=3, verbose=0, callbacks=[halve])
    record = optimizer_record(model)
    assert record.start_rate == pytest.approx(0.1)
    assert record.rate == pytest.approx(0.025)


def test_a_schedule_of_the_students_own_leaves_its_present_value() -> None:
    import keras

    class Mine(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> Any:
            return 0.125

        def get_config(self) -> dict[str, Any]:
            return {}

    record = optimizer_record(compiled(optimizer=keras.optimizers.Adam(Mine())))
    assert (record.name, record.schedule, record.opaque) == ("Adam", "", False)
    assert record.rate == pytest.approx(0.125)


def test_an_optimizer_of_the_students_own_is_named_and_replaced() -> None:
    import keras

    class Mine(keras.optimizers.SGD):
        pass

    arrived, record = arrives(compiled(optimizer=Mine(0.25)))
    assert record.optimizer is not None
    assert (record.optimizer.name, record.optimizer.opaque) == ("Mine", True)
    assert type(arrived.optimizer) is keras.optimizers.SGD
    assert float(arrived.optimizer.learning_rate) == 0.25


def test_the_weights_that_the_optimizer_updates() -> None:
    model = compiled()
    model.layers[0].trainable = False  # after compile and before the first fit: this counts
    model.fit(X, Y, verbose=0)
    assert optimizer_record(model).tracked == ("out/kernel", "out/bias")
    model.layers[0].trainable = True  # and this does not, until the model is compiled again
    record = optimizer_record(model)
    assert record.tracked == ("out/kernel", "out/bias")
    assert record.built
    assert record.strangers == 0


def test_an_optimizer_that_was_built_for_another_model() -> None:
    import keras

    optimizer = keras.optimizers.Adam()
    optimizer.build(small().trainable_variables)
    assert optimizer_record(compiled(optimizer=optimizer)).strangers == 4


LOSSES: tuple[tuple[Callable[[], Any], LossRecord], ...] = (
    (lambda: "sparse_categorical_crossentropy", LossRecord("sparse_categorical_crossentropy")),
    (lambda: "SparseCategoricalCrossentropy", LossRecord("sparse_categorical_crossentropy")),
    (lambda: "bce", LossRecord("binary_crossentropy")),
    (lambda: "kld", LossRecord("kl_divergence")),
    (lambda: "crossentropy", LossRecord("crossentropy")),
    (lambda: _losses().BinaryCrossentropy(from_logits=True), LossRecord("binary_crossentropy", True)),
    (lambda: _losses().CategoricalCrossentropy(label_smoothing=0.1), LossRecord("categorical_crossentropy")),
    (lambda: _losses().CategoricalFocalCrossentropy(), LossRecord("categorical_focal_crossentropy")),
    (
        lambda: _losses().SparseCategoricalCrossentropy(from_logits=True),
        LossRecord("sparse_categorical_crossentropy", True),
    ),
    (lambda: _losses().sparse_categorical_crossentropy, LossRecord("sparse_categorical_crossentropy")),
    (lambda: [_losses().BinaryCrossentropy()], LossRecord("binary_crossentropy")),
    (lambda: {"out": "binary_crossentropy"}, LossRecord("binary_crossentropy")),
    (lambda: lambda y, p: p, LossRecord("<lambda>", opaque=True)),
    (lambda: own_loss, LossRecord("own_loss", opaque=True)),
)


def _losses() -> Any:
    import keras

    return keras.losses


def _softmax_loss(y: Any, p: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tf.reshape(y, [-1]), p))


def own_loss(y: Any, p: Any) -> Any:
    return p


@pytest.mark.parametrize(("make", "expected"), LOSSES, ids=lambda value: getattr(value, "name", ""))
def test_a_loss(make: Callable[[], Any], expected: LossRecord) -> None:
    arrived, record = arrives(compiled(loss=make()))
    assert record.loss == expected
    assert arrived.compiled
    assert (arrived.loss is None) == expected.opaque


SPARSE, SPARSE_LOGITS = (LossRecord("sparse_categorical_crossentropy", logits) for logits in (False, True))
ACT_LIKE_KERAS: tuple[tuple[str, Callable[[Any, Any], Any], LossRecord | None], ...] = (
    ("logits", lambda y, p: _losses().sparse_categorical_crossentropy(y, p, from_logits=True), SPARSE_LOGITS),
    ("logits, mean", lambda y, p: _softmax_loss(y, p), SPARSE_LOGITS),
    ("shares", lambda y, p: _losses().sparse_categorical_crossentropy(y, p), SPARSE),
    ("shares by hand", lambda y, p: -np.log(np.asarray(p)[np.arange(len(y)), np.asarray(y).ravel()]), SPARSE),
    ("vectors", lambda y, p: _losses().categorical_crossentropy(y, p), LossRecord("categorical_crossentropy")),
    ("smoothed", lambda y, p: _losses().SparseCategoricalCrossentropy()(y, 0.9 * p + 0.02), None),
    ("weighted", lambda y, p: (1 + y) * _losses().sparse_categorical_crossentropy(y, p), None),
    ("sum", lambda y, p: 2 * _losses().sparse_categorical_crossentropy(y, p), None),
    ("fails", lambda y, p: 1 / 0, None),
)


@pytest.mark.parametrize(("name", "loss", "expected"), ACT_LIKE_KERAS, ids=[name for name, *_ in ACT_LIKE_KERAS])
def test_an_own_loss_is_known_by_what_it_gives(name: str, loss: Any, expected: LossRecord | None) -> None:
    record = arrives(compiled(loss=loss))[1].loss
    assert record is not None
    assert record == (expected or LossRecord("<lambda>", opaque=True))


@pytest.mark.parametrize("from_logits", [True, False])
def test_an_own_loss_for_one_output(from_logits: bool) -> None:
    known = known_loss_like(lambda y, p: _losses().binary_crossentropy(y, p, from_logits=from_logits), 1)
    assert isinstance(known, _losses().BinaryCrossentropy)
    assert known.get_config()["from_logits"] == from_logits
    assert known_loss_like(lambda y, p: p, 1) is None


def _rounded(y: Any, p: Any) -> Any:
    return np.asarray(y).ravel() == np.round(np.asarray(p)).ravel()


def _above(cut: float) -> Callable[[Any, Any], Any]:
    return lambda y, p: np.asarray(y).ravel() == (np.asarray(p).ravel() > cut)


@pytest.mark.parametrize(
    ("metric", "cut"),
    [(_rounded, 0.5), (_above(0.5), 0.5), (_above(0), 0.0), (_above(0.3), None), (lambda y, p: p, None)],
)
def test_an_own_accuracy_for_one_output(metric: Any, cut: float | None) -> None:
    known = known_metric_like(metric, 1)
    assert (known and known.get_config()["threshold"]) == cut


def test_an_own_accuracy_for_classes() -> None:
    def own(y: Any, p: Any) -> Any:
        return np.mean(np.asarray(p).argmax(axis=-1) == np.asarray(y).ravel())

    record = arrives(compiled(metrics=[own, lambda y, p: p]))[1]
    assert record.metrics == (MetricRecord("sparse_categorical_accuracy"), MetricRecord("<lambda>", opaque=True))


def test_no_loss() -> None:
    assert arrives(compiled(loss=None))[1].loss is None


def test_a_losses_settings_arrive() -> None:
    loss = arrives(compiled(loss=_losses().CategoricalCrossentropy(label_smoothing=0.1)))[1].loss
    assert loss is not None
    assert loss.settings["label_smoothing"] == 0.1


METRICS: tuple[tuple[Callable[[], Any], tuple[MetricRecord, ...]], ...] = (
    (lambda: None, ()),
    (lambda: ["accuracy"], (MetricRecord("accuracy"),)),
    (lambda: ["acc"], (MetricRecord("accuracy"),)),
    (lambda: [["accuracy"]], (MetricRecord("accuracy"),)),
    (lambda: {"out": ["accuracy"]}, (MetricRecord("accuracy"),)),
    (lambda: [_metrics().BinaryAccuracy(threshold=0)], (MetricRecord("binary_accuracy", 0),)),
    (lambda: [_metrics().BinaryAccuracy()], (MetricRecord("binary_accuracy", 0.5),)),
    (lambda: ["binary_accuracy"], (MetricRecord("binary_accuracy", 0.5),)),
    (
        lambda: [_metrics().SparseCategoricalAccuracy(), _metrics().AUC()],
        (MetricRecord("sparse_categorical_accuracy"), MetricRecord("auc")),
    ),
    (lambda: [_metrics().sparse_categorical_accuracy], (MetricRecord("sparse_categorical_accuracy"),)),
    (lambda: [own_loss], (MetricRecord("own_loss", opaque=True),)),
)


def _metrics() -> Any:
    import keras

    return keras.metrics


@pytest.mark.parametrize(("make", "expected"), METRICS)
def test_metrics(make: Callable[[], Any], expected: tuple[MetricRecord, ...]) -> None:
    assert arrives(compiled(metrics=make()))[1].metrics == expected


def test_the_rebuilt_model_evaluates_and_trains_like_the_original() -> None:
    model = compiled(metrics=["accuracy"])
    model.fit(X, Y, verbose=0)
    arrived, _ = arrives(model)
    assert arrived.evaluate(X, Y, verbose=0) == pytest.approx(model.evaluate(X, Y, verbose=0))
    before = arrived.get_layer("out").kernel.numpy()
    arrived.fit(X, Y, verbose=0)
    assert not np.array_equal(arrived.get_layer("out").kernel.numpy(), before)


def test_the_history_of_the_latest_fit() -> None:
    model = compiled(metrics=["accuracy"])
    returned = model.fit(X, Y, epochs=3, validation_split=0.25, verbose=0)
    history = record_of(rebuild_model(export_model(model))).history
    assert history == rebuild_history(export_history(returned))
    assert history is not None
    assert sorted(history.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert history.history["loss"] == tuple(returned.history["loss"])
    assert history.epoch == (0, 1, 2)
    assert history.params["epochs"] == 3


def test_a_history_with_odd_values() -> None:
    import keras

    history = keras.callbacks.History()
    history.history = {"loss": [np.float32(1), float("nan"), float("inf")], "note": ["text"], "rate": [1, 2]}
    arrived = rebuild_history(export_history(history))
    assert isinstance(arrived, History)
    assert set(arrived.history) == {"loss", "rate"}
    assert arrived.history["rate"] == (1.0, 2.0)
    assert np.isnan(arrived.history["loss"][1])


@pytest.mark.parametrize(
    "data",
    [None, {}, {"history": {}}, {"history": {"loss": ["1"]}, "epoch": [], "params": {}}, {"history": {1: []}}, []],
)
def test_a_forged_history_is_refused(data: Any) -> None:
    with pytest.raises(UnsafeModel):
        rebuild_history(data)


def test_a_compiled_base_inside_does_no_harm(make_base: Callable[..., Any]) -> None:
    base = make_base(input_shape=(16, 16, 3))
    base.compile("adam", lambda y, p: p)
    model = VARIANTS["sequential_that_starts_with_the_base"](lambda: base)
    assert record_of(rebuild_model(export_model(model))).compiled is None
