"""Operators: what each makes of a line, and what it leaves alone."""

from __future__ import annotations

import ast

import pytest

from autograder.assurance.mutation.mutants import mutations
from autograder.assurance.mutation.operators import OPERATORS

BY_NAME = {operator.name: operator for operator in OPERATORS}


def made(name, source):
    lines = frozenset(range(1, source.count("\n") + 2))
    return {mutated for _, mutated, _ in mutations(source, lines, [BY_NAME[name]])}


#: Operator, source, and all that it makes of it.
CASES = [
    ("flip trainable", "base.trainable = False", {"base.trainable = True"}),
    ("flip trainable", "layer.trainable = n > 3", {"layer.trainable = not n > 3"}),
    ("drop trainable", "base.trainable = False\nx = 1", {"pass\nx = 1"}),
    ("drop recompile", "model.compile(loss=a)", {"pass"}),
    ("drop recompile", "prepare(model, base, None, rate)", {"pass"}),
    ("drop call", "unfreeze(model)", {"pass"}),
    ("flip flag", "B(top=False, n=1)", {"B(top=True, n=1)"}),
    ("drop keyword", "base(x, training=False, verbose=0)", {"base(x, verbose=0)"}),
    ("drop argument", "Adam(rate)", {"Adam()"}),
    ("drop argument", "np.random.default_rng(seed)", {"np.random.default_rng()"}),
    ("no weights", "Net(weights=lab.W, alpha=1)", {"Net(weights=None, alpha=1)"}),
    ("fixed seed", "np.random.default_rng(seed)", {"np.random.default_rng(0)"}),
    ("drop layer", "x = Dropout(0.2)(x)", {"x = x"}),
    (
        "change scale",
        "Rescaling(1 / 127.5, offset=-1)",
        {
            "Rescaling(1 / 255, offset=-1)",
            "Rescaling(1.0, offset=-1)",
            "Rescaling(1 / 127.5, offset=0)",
            "Rescaling(1 / 127.5, offset=1)",
            "Rescaling(1 / 127.5, offset=-127.5)",
        },
    ),
    ("scale twice", "Rescaling(2)(x)", {"Rescaling(2)(Rescaling(2)(x))"}),
    (
        "swap activation",
        "Dense(3, activation='relu')",
        {"Dense(3, activation='softmax')", "Dense(3, activation='sigmoid')"},
    ),
    (
        "swap loss",
        "losses.BinaryCrossentropy(from_logits=True)",
        {
            "losses.SparseCategoricalCrossentropy(from_logits=True)",
            "losses.CategoricalCrossentropy(from_logits=True)",
            "losses.MeanSquaredError()",
        },
    ),
    ("flatten", "layers.GlobalAveragePooling2D()(x)", {"layers.Flatten()(x)"}),
    ("class count", "Dense(n)(x)", {"Dense(n + 1)(x)", "Dense(n - 1)(x)", "Dense(5)(x)"}),
    ("class count", "Dense(1)", {"Dense(2)", "Dense(5)"}),
    ("overdo", "Dropout(0.2)", {"Dropout(0.99)"}),
    ("overdo", "L2(0.1)", {"L2(100.0)"}),
    ("change rate", "Adam(0.1)", {"Adam(0.1 * 100)", "Adam(0.1 / 1000)"}),
    ("change rate", "fine_rate = rate / 10", {"fine_rate = rate / 10 * 100", "fine_rate = rate / 10 / 1000"}),
    ("few epochs", "fit(x, epochs=8, verbose=0)", {"fit(x, epochs=1, verbose=0)"}),
    ("swap one set", "f(d.x_train, y_val)", {"f(d.x_val, y_val)", "f(d.x_train, y_train)"}),
    ("swap one set", "train_features[i]", {"val_features[i]"}),
    (
        "swap sets",
        "fit(x_train, y_train, validation_data=(x_val, y_val))",
        {
            "fit(x_val, y_val, validation_data=(x_train, y_train))",
            "fit(x_train, y_train, validation_data=(x_train, y_train))",
        },
    ),
    ("swap key", "h['val_loss']", {"h['val_accuracy']", "h['loss']"}),
    ("swap key", "Stop(monitor='loss')", {"Stop(monitor='val_loss')", "Stop(monitor='accuracy')"}),
    ("last epoch", "x = losses.index(best)", {"x = len(losses) - 1"}),
    ("last epoch", "loss.min() + max(a)", {"loss[-1] + max(a)", "loss.min() + a[-1]"}),
    ("slice sign", "a[-3:]", {"a[3:]"}),
    ("slice sign", "a[:n]", {"a[:-n]"}),
    ("slice side", "a[:n]", {"a[n:]"}),
    ("slice bound", "a[:n]", {"a[:n + 1]", "a[:n - 1]"}),
    ("drop slice", "a[-3:]", {"a"}),
    ("index", "a[-1]", {"a[-1 + 1]", "a[-1 - 1]"}),
    ("off by one", "x + 1", {"x", "x + 1 + 1"}),
    ("off by one", "enumerate(a, start=1)", {"enumerate(a, start=1 + 1)", "enumerate(a, start=1 - 1)"}),
    ("off by one", "count = 7", {"count = 8", "count = 6"}),
    ("off by one", "f((1, 5))", {"f((1 + 1, 5))", "f((1, 5 + 1))"}),
    ("arithmetic", "a + b", {"a - b"}),
    ("arithmetic", "a // 2", {"a * 2"}),
    ("swap operands", "a - b", {"b - a"}),
    ("swap operands", "a + b", set()),
    ("drop operand", "a * b", {"a", "b"}),
    ("swap elements", "f((a, b))", {"f((b, a))"}),
    ("swap elements", "a, b = c", set()),
    ("threshold", "a > 0.5", {"a > 0.5 * 2", "a > 0.5 / 2", "a > -0.5"}),
    ("threshold", "a > b", set()),
    ("threshold", "a > 0", set()),
    ("boundary", "a > b", {"a >= b"}),
    ("boundary", "a == b", set()),
    ("boundary", "a > 0.5", set()),
    ("boundary", "a > 1 / 3", set()),
    ("reverse comparison", "a <= b", {"a >= b"}),
    ("reverse comparison", "a is None", {"a is not None"}),
    ("extremes", "np.argmin(x)", {"np.argmax(x)"}),
    ("extremes", "max(x)", {"min(x)"}),
    ("connective", "a and b", {"a or b"}),
    ("drop condition", "a and b", {"a", "b"}),
    ("drop condition", "not a", {"a"}),
    ("branch", "b if a else c", {"b if True else c", "b if False else c"}),
    ("loop bounds", "for a in b:\n    c", {"for a in list(b)[1:]:\n    c", "for a in list(b)[:-1]:\n    c"}),
    ("loop bounds", "[a for a in b]", {"[a for a in list(b)[1:]]", "[a for a in list(b)[:-1]]"}),
    ("drop function", "np.mean(np.abs(x))", {"np.abs(x)", "np.mean(x)"}),
    ("drop function", "float(x)", set()),
    (
        "swap returned names",
        "def f(a):\n    if a:\n        return 'b'\n    return 'c'",
        {"def f(a):\n    if a:\n        return 'c'\n    return 'b'"},
    ),
    ("swap values", "{'a': b, 'c': d}", {"{'a': d, 'c': b}"}),
]


@pytest.mark.parametrize(("name", "source", "expected"), CASES, ids=[f"{name}: {src}" for name, src, _ in CASES])
def test_an_operator(name, source, expected):
    assert made(name, source) == expected


def test_every_operator_has_a_test_and_a_description():
    assert {name for name, _, expected in CASES if expected} == set(BY_NAME)
    assert len(BY_NAME) == len(OPERATORS)
    assert all(operator.what and "\n" not in operator.what for operator in OPERATORS)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_an_operator_leaves_the_tree_that_it_gets_alone(operator):
    tree = ast.parse("\n".join(source for _, source, _ in CASES))
    before = ast.dump(tree)
    for node in ast.walk(tree):
        for variant in operator.variants(node):
            assert variant is not node
    assert ast.dump(tree) == before
