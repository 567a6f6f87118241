"""What counts as alike: own code, whatever its names; not what was handed out, nor what everyone writes."""

from __future__ import annotations

import random

import pytest

from autograder.classes import similarity

STUB = ["import keras", "def build_model(num_classes):\n    # your code\n    ...", "def train(model, data):\n    ..."]
OWN = [
    "import keras",
    "def build_model(num_classes):\n"
    "    # my own idea\n"
    "    inputs = keras.Input(shape=(96, 96, 3))\n"
    "    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)\n"
    "    squeezed = [layer for layer in sorted(base.layers, key=lambda one: one.count_params())]\n"
    "    for position, layer in enumerate(squeezed):\n"
    "        layer.trainable = position % 3 == 2 and not layer.name.startswith('bn')\n"
    "    x = keras.layers.GlobalAveragePooling2D()(base(x, training=False))\n"
    "    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))",
]
RENAMED = [
    "import keras\n\n\n",
    "def build_model(num_classes):\n"
    "    start = keras.Input(shape=(96,  96, 3))   # start\n"
    "    y = keras.layers.Rescaling(1/127.5, offset=-1)(start)\n"
    "    little = [l for l in sorted(base.layers, key=lambda e: e.count_params())]\n"
    "    for i, l in enumerate(little):\n"
    "        l.trainable = i % 3 == 2 and not l.name.startswith('bn')\n"
    "    y = keras.layers.GlobalAveragePooling2D()(base(y, training=False))\n"
    "    return keras.Model(start, keras.layers.Dense(num_classes)(y))",
]
OTHER = [
    "import keras",
    "def build_model(num_classes):\n"
    "    model = keras.Sequential()\n"
    "    model.add(keras.layers.Rescaling(2.0))\n"
    "    while len(model.layers) < 5:\n"
    "        model.add(keras.layers.Conv2D(8, 3, activation='relu', padding='same'))\n"
    "    if num_classes > 2:\n"
    "        model.add(keras.layers.Dense(num_classes, activation='softmax'))\n"
    "    return model",
]


def alike(submissions, handed_out, **options):
    return similarity.alike([name for name, _ in submissions], lambda n: submissions[n][1], handed_out, **options)


def test_a_renamed_copy_is_found_and_shown():
    (pair,) = alike([("ada", OWN), ("bo", RENAMED), ("cy", OTHER)], STUB)
    assert (pair.first, pair.second) == ("ada", "bo")
    assert pair.similarity > 0.9
    assert any("squeezed" in line.text for line in pair.first_lines)
    assert any("little" in line.text for line in pair.second_lines)
    assert not any(line.text.startswith("def build_model") for line in pair.first_lines)  # handed out
    assert [line.number for line in pair.first_lines] == sorted(line.number for line in pair.first_lines)


def test_the_untouched_stub_is_like_nothing():
    assert alike([("ada", STUB), ("bo", STUB)], STUB) == []


def test_what_many_write_is_common():
    others = [(f"student{number}", OWN) for number in range(30)]
    assert alike(others, STUB) == []
    assert len(alike(others[:3], STUB)) == 3


def test_code_that_is_not_python_is_compared_as_well():
    broken = "def f(:\n    ∂ = 'open string\n    %%time\n    !ls -la | wc -l\n" + "\n".join(
        f"    value{n} = other{n} * {n} + (  # open" for n in range(8)
    )
    assert alike([("ada", [broken]), ("bo", [broken])], STUB)[0].similarity == 1


@pytest.mark.parametrize("seed", range(3))
def test_any_text_is_read(seed):
    chance = random.Random(seed)
    texts = ["".join(chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x3000)])) for _ in range(3000))]
    assert alike([("a", texts), ("b", ["".join(reversed(texts[0]))])], []) == []


def test_at_most_so_many_pairs():
    ring = [(f"student{number}", OWN) for number in range(8)]
    assert len(alike(ring, STUB, most=5)) == 5
