"""The package that students import, and the public checks of the notebooks."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.course.lab.public_checks import told_by

NOT_ANSWERED = "Not answered yet"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed: one dictionary of text by MIME type each."""
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


# ---------------------------------------------------------------- the package


def test_importing_is_light(repository: Path) -> None:
    code = (
        "import lab, sys; print(*{'numpy', 'tensorflow', 'keras', 'matplotlib', 'IPython', 'otter'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository / "assignments", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
    assert done.stderr == ""


@pytest.mark.slow
def test_keras_starts_without_chatter(repository: Path) -> None:
    code = "import lab, keras; keras.layers.Dense(1)(keras.ops.ones((1, 2)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository / "assignments", capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""


def test_it_works_from_any_folder_it_is_copied_to(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "assignments" / "lab", tmp_path / "a b" / "lab")
    code = "import lab; print(lab.WEIGHTS); print(len(lab.load_data().x_val))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'a b')!r}); {code}"],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    weights, count = done.stdout.splitlines()
    assert Path(weights).is_relative_to(tmp_path)
    assert count == "200"


def test_the_data_are_raw_and_balanced(lab: ModuleType) -> None:
    data = lab.load_data()
    assert data.class_names == ("cat", "dog", "rabbit", "bear", "fox")
    for x, y in ((data.x_train, data.y_train), (data.x_val, data.y_val)):
        assert x.shape == (200, *lab.IMAGE_SHAPE)
        assert x.dtype == np.float32
        assert x.min() >= 0
        assert 200 < x.max() <= 255
        assert np.bincount(y).tolist() == [40] * 5
    data.x_train[:] = 0
    assert lab.load_data().x_train.any()


def test_a_missing_file_says_what_to_do(lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("lab.dataset.DATA", tmp_path)
    with pytest.raises(lab.MissingFile, match=r"doodles\.npz is missing.*[Uu]nzip the whole student\.zip"):
        lab.load_data()
    with pytest.raises(FileNotFoundError, match=r"weights\.h5 is missing"):
        _ = lab.WEIGHTS


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut off", b"not a zip at all"])
def test_a_damaged_file_says_so(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "doodles.npz").write_bytes(damage)
    monkeypatch.setattr("lab.dataset.DATA", tmp_path)
    with pytest.raises(lab.MissingFile, match="is damaged"):
        lab.load_data()


def test_weights_may_be_a_name_that_keras_knows(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.dataset.BASE_WEIGHTS", "imagenet")
    assert lab.WEIGHTS == "imagenet"


def test_an_assignment_may_have_base_weights_of_its_own(
    lab: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("lab.dataset.HOME", tmp_path)
    monkeypatch.setattr("lab.dataset.DATA", tmp_path)
    (tmp_path / "bases").mkdir()
    with pytest.raises(lab.MissingFile, match=r"hw7\.json is missing"):
        lab.base_weights("hw7")
    (tmp_path / "bases" / "hw7.json").write_text('{"network": "ResNet50", "weights": "imagenet"}')
    assert lab.base_weights("hw7") == "imagenet"
    (tmp_path / "bases" / "hw7.json").write_text('{"network": "ResNet50", "weights": "own.h5"}')
    with pytest.raises(lab.MissingFile, match=r"own\.h5 is missing"):
        lab.base_weights("hw7")
    (tmp_path / "own.h5").touch()
    assert lab.base_weights("hw7") == str(tmp_path / "own.h5")


def test_unknown_names_are_refused(lab: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = lab.nonsense


# ---------------------------------------------------------------- hints, answers, names


def test_hints_come_one_after_the_other(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    for expected in ("Hint 1 of 2", "Hint 2 of 2", "Hint 2 of 2"):
        lab.hint("2.4")
        assert expected in capsys.readouterr().out
    lab.hint("2.4", step=1)
    assert "Hint 1 of 2" in capsys.readouterr().out
    lab.hint("7.7")
    assert "no hints for '7.7'" in capsys.readouterr().out


def test_every_task_has_hints(repository: Path) -> None:
    for master in (repository / "solutions").glob("*/notebook.py"):
        file = repository / "assignments" / "lab" / "hint_texts" / f"{master.parent.name.split('_')[0]}.json"
        hints = json.loads(file.read_text(encoding="utf-8"))
        tasks = set(re.findall(r'^# name: "([\d.]+)"', master.read_text(encoding="utf-8"), re.MULTILINE))
        assert tasks
        assert all(len(hints.get(task, ())) >= 2 for task in tasks)


@pytest.mark.parametrize(
    ("values", "complete"), [((1, "x"), True), ((0, False, []), True), ((1, ...), False), ((None,), False)]
)
def test_answered(
    lab: ModuleType, capsys: pytest.CaptureFixture[str], values: tuple[object, ...], complete: bool
) -> None:
    assert lab.answered(*values) is complete
    assert (NOT_ANSWERED in capsys.readouterr().out) is not complete


@pytest.mark.parametrize(
    ("files", "session", "name"),
    [
        (["hw2.ipynb"], "", "hw2.ipynb"),
        (["hw2 (1).ipynb"], "", "hw2 (1).ipynb"),
        (["hw2.ipynb", "copy.ipynb"], "", "hw2.ipynb"),
        (["hw2.ipynb", "copy.ipynb"], "/some/where/copy.ipynb", "copy.ipynb"),
        (["hw2.ipynb"], "/some/where/gone.ipynb", "hw2.ipynb"),
        (["a.ipynb", "b.ipynb"], "", "hw2.ipynb"),
        ([], "", "hw2.ipynb"),
    ],
)
def test_a_renamed_notebook_is_found(
    lab: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[str], session: str, name: str
) -> None:
    from lab.session import notebook_name

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", session)
    for file in files:
        (tmp_path / file).touch()
    assert notebook_name("hw2.ipynb") == name


def test_a_renamed_notebook_is_found_in_vs_code(
    lab: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lab.session import notebook_name

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr("lab.session.namespace", lambda: {"__vsc_ipynb_file__": str(tmp_path / "mine.ipynb")})
    for file in ("hw2.ipynb", "mine.ipynb"):
        (tmp_path / file).touch()
    assert notebook_name("hw2.ipynb") == "mine.ipynb"


def _result(passed: bool, message: str = "", praise: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(passed=passed, message=message, test_case=SimpleNamespace(success_message=praise))


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ([_result(True, praise="Well done."), _result(True)], "Task 2.1: ✓ passed. Well done."),
        (
            [_result(True), _result(False, "❌ Error at line 3\nNotAnsweredYet: Replace the\n... of `f`.")],
            "Task 2.1: ○ not answered yet. Replace the ... of `f`.",
        ),
        ([_result(False, "❌ Error\nTryAgain: <b> is `x`")], "Task 2.1: ✗ not there yet. <b> is `x`"),
        ([_result(False, "❌ Error\nKeyError: 3")], "Task 2.1: ✗ not there yet. The check stopped: KeyError: 3"),
    ],
)
def test_otters_results_in_few_words(lab: ModuleType, results: list[Any], told: str) -> None:
    from lab.grader import judge

    verdict = judge("2.1", results)
    assert repr(verdict) == told
    assert "<b>" not in verdict._repr_html_()


def test_the_grader_does_nothing_where_otter_is_a_stand_in(lab: ModuleType) -> None:
    from lab.grader import Grader

    assert Grader(SimpleNamespace(check=lambda *_: None)).check("2.1") is None


# ---------------------------------------------------------------- plots

HISTORY = {
    "accuracy": [0.2, 0.5, 0.8, 0.9],
    "val_accuracy": [0.3, 0.5, 0.6, 0.6],
    "loss": [1.6, 1.0, 0.6, 0.3],
    "val_loss": [1.5, 1.1, 1.0, 1.2],
}


def _picture(bundle: dict[str, str]) -> Image.Image:
    match = re.search(r'src="data:image/png;base64,([^"]+)" alt="([^"]+)"', bundle["text/html"])
    assert match
    assert match[2]
    return Image.open(io.BytesIO(base64.b64decode(match[1])))


def test_learning_curves(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_history(SimpleNamespace(history=HISTORY))
    lab.plot_history(HISTORY)
    assert [bundle["text/plain"] for bundle in shown] == [
        "Learning curves: training accuracy goes from 0.20 to 0.90; validation accuracy goes from 0.30 to 0.60; "
        "training loss goes from 1.60 to 0.30; validation loss goes from 1.50 to 1.20. "
        "Best epoch by validation loss: 3."
    ] * 2
    picture = _picture(shown[0]).convert("RGB")
    assert picture.getpixel((0, 0)) == (255, 255, 255)  # legible on a dark page, too


@pytest.mark.parametrize("history", [{"loss": [1.0]}, {"loss": [1.0], "sparse_categorical_accuracy": [0.5]}])
def test_short_histories_are_drawn(lab: ModuleType, shown: list[dict[str, str]], history: dict[str, Any]) -> None:
    lab.plot_history(history)
    assert len(shown) == 1


def test_an_empty_history_is_told(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lab.plot_history({})
    assert "nothing to plot" in capsys.readouterr().out


def test_pictures_in_rows(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    images = np.zeros((6, 8, 8, 3))
    lab.show_images(images, np.array([1, 0, 1, 0, 1, 1]), ["ant", "bee"])
    lab.show_images(images, np.array([1, 0, 1, 0, 1, 1]))
    lab.show_images(images)
    assert [bundle["text/plain"] for bundle in shown] == [
        "A grid of pictures, one row each for ant, bee.",
        "A grid of pictures, one row each for 0, 1.",
        "A grid of pictures.",
    ]


def test_confusion_names_the_worst_pairs(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    labels = np.array([0, 0, 0, 1, 1])
    guesses = np.eye(2)[[0, 1, 1, 1, 0]]
    model = SimpleNamespace(predict=lambda images, verbose: guesses)
    lab.confusion(model, np.zeros((5, 2, 2, 3)), labels, ["ant", "bee"])
    words = "2 of 5 pictures are classified correctly. Most often confused: ant called bee (2), bee called ant (1)."
    assert words in capsys.readouterr().out
    assert words in shown[0]["text/plain"]
    _picture(shown[0])


def test_unanswered_things_are_not_drawn(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lab.plot_history(...)
    lab.show_images(...)
    lab.confusion(..., None, None, ())
    lab.describe(...)
    assert capsys.readouterr().out.count(NOT_ANSWERED) == 4
    assert shown == []


# ---------------------------------------------------------------- the checks of hw2


def _stub(*args: object, **kwargs: object) -> object:
    return ...


@pytest.mark.parametrize(
    ("predicted", "rule", "told"),
    [
        ((1, 5), lambda b, c: (b, c), ""),
        ([1, 5], lambda b, c: [b, c], ""),
        ((5, 1), lambda b, c: (c, b), ""),  # wrong, but the next cell shows it, and the check gives nothing away
        (..., _stub, "NotAnsweredYet"),
        ((1, 5), _stub, "NotAnsweredYet"),
        ((1, 5), None, "NotAnsweredYet"),
        ((1, 5), lambda b, c: None, "NotAnsweredYet: `output_shape` returns nothing"),
        ("1, 5", lambda b, c: (b, c), "TryAgain: `predicted_shape` is '1, 5'"),
        ((1, 5), lambda b, c: b * c, "TryAgain: `output_shape(1, 5)` gives 5"),
        ((1, 5), lambda b, c: (b, c, 1), "TryAgain: `output_shape(1, 5)` gives (1, 5, 1), but you predicted"),
        ((1, 5), lambda b, c: (1, 5), "TryAgain: `output_shape` gives the same shape"),
        ((1, 5), lambda b: (b, 5), "TryAgain: `output_shape(1, 5)` stopped with TypeError"),
        ((1, 5), 7, "TryAgain: `output_shape` is an object of type int, not a function"),
    ],
)
def test_check_of_shapes(lab: ModuleType, predicted: object, rule: object, told: str) -> None:
    from lab.checks import hw2

    message = told_by(hw2.check_output_shape, predicted, rule)
    assert message.startswith(told)
    assert bool(message) is bool(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "told"),
    [
        (lambda f, c: f * c + c, ""),
        (lambda f, c: np.int64(f * c + c), ""),
        (lambda f, c: f * c, "3 too low"),
        (lambda f, c: (f + 1) * (c + 1), "5 too high"),
        (lambda f, c: "15", "Return a whole number"),
        (_stub, "Replace the ..."),
        (None, "Run the cell that defines it"),
    ],
)
def test_check_of_the_parameter_count(lab: ModuleType, count: object, told: str) -> None:
    from lab.checks import hw2

    message = told_by(hw2.check_head_parameter_count, count)
    assert told in message
    assert bool(message) is bool(told)


def _base(lab: ModuleType, **changes: Any) -> Any:
    import keras

    arguments = {"input_shape": lab.IMAGE_SHAPE, "include_top": False, "weights": lab.WEIGHTS, "alpha": lab.ALPHA}
    trainable = changes.pop("trainable", False)
    base = keras.applications.MobileNetV2(**{**arguments, **changes})
    base.trainable = trainable
    return base


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ""),
        ({"pooling": "avg"}, ""),
        ({"weights": None}, "drawn at random"),
        ({"trainable": True}, "can still be trained"),
        ({"include_top": True, "weights": None}, "1000 numbers"),
        ({"input_shape": (128, 128, 3)}, "IMAGE_SHAPE"),
        ({"alpha": 1.0}, "of the width lab.ALPHA"),
    ],
)
@pytest.mark.filterwarnings("ignore:Skipping nested container:UserWarning")
def test_check_of_the_base(lab: ModuleType, changes: dict[str, Any], told: str) -> None:
    from lab.checks import hw2

    message = told_by(hw2.check_load_base, lambda: _base(lab, **changes))
    assert told in message
    assert bool(message) is bool(told)


def _models(lab: ModuleType) -> dict[str, Callable[[int], Any]]:
    """Right and wrong ways of building the model, by name."""
    import keras
    from keras import layers

    def functional(
        classes: int, *, scale: Any = None, top: Any = None, trainable: bool = False, activation: str | None = None
    ) -> Any:
        inputs = keras.Input(lab.IMAGE_SHAPE)
        x = (scale or layers.Rescaling(1 / 127.5, offset=-1))(inputs)
        x = _base(lab, trainable=trainable)(x, training=False)
        x = (top or layers.GlobalAveragePooling2D())(x)
        return keras.Model(inputs, layers.Dense(classes, activation=activation)(x))

    def flat(classes: int) -> Any:
        inputs = keras.Input(lab.IMAGE_SHAPE)
        x = keras.applications.mobilenet_v2.preprocess_input(inputs)
        base = keras.applications.MobileNetV2(
            input_tensor=x, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA, input_shape=lab.IMAGE_SHAPE
        )
        base.trainable = False
        x = layers.BatchNormalization()(layers.GlobalAveragePooling2D()(base.output))
        return keras.Model(inputs, layers.Dense(classes, activation="softmax")(x))

    def sequential(classes: int) -> Any:
        scale = layers.Rescaling(1 / 127.5, offset=-1)
        pool = layers.GlobalAveragePooling2D()
        return keras.Sequential(
            [keras.Input(lab.IMAGE_SHAPE), scale, _base(lab), pool, layers.Dropout(0.2), layers.Dense(classes)]
        )

    class Sorter(keras.Model):
        def __init__(self, classes: int) -> None:
            super().__init__()
            self.inside = functional(classes)

        def call(self, pictures: Any) -> Any:
            return self.inside(pictures)

    def frozen(classes: int) -> Any:
        model = functional(classes)
        model.trainable = False
        return model

    return {
        "functional": functional,
        "softmax": lambda classes: functional(classes, activation="softmax"),
        "sigmoid": lambda classes: functional(classes, activation="sigmoid"),
        "flat": flat,
        "sequential": sequential,
        "by 255": lambda classes: functional(classes, scale=layers.Rescaling(1 / 255)),
        "by its brightest": lambda classes: functional(
            classes, scale=lambda x: x / keras.ops.maximum(keras.ops.max(x), 1.0) * 2 - 1
        ),
        "unscaled": lambda classes: functional(classes, scale=layers.Identity()),
        "five classes": lambda classes: functional(5),
        "flatten": lambda classes: functional(classes, top=layers.Flatten()),
        "no pooling": lambda classes: functional(classes, top=layers.Identity()),
        "thawed": lambda classes: functional(classes, trainable=True),
        "all frozen": frozen,
        "no base": lambda classes: keras.Sequential(
            [keras.Input(lab.IMAGE_SHAPE), layers.GlobalAveragePooling2D(), layers.Dense(classes)]
        ),
        "own class": Sorter,
        "nothing": lambda classes: None,
        "a list": lambda classes: [layers.Dense(classes)],
        "stub": _stub,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("functional", ""),
        ("softmax", ""),
        ("flat", ""),
        ("sequential", ""),
        ("by 255", "reaches the base as 0 and a white one (255) as 1."),
        ("by its brightest", "dark grey (64) all over reaches the base as 1"),
        ("unscaled", "a white one (255) as 255"),
        ("five classes", "Use `num_classes`"),
        ("flatten", "starts from 11,520 numbers"),
        ("no pooling", "pooling layer is what removes"),
        ("thawed", "weights of the base can be trained"),
        ("all frozen", "not even the head"),
        ("no base", "do not reach the base"),
        ("nothing", "returns nothing"),
        ("a list", "Return a Keras model"),
        ("own class", "a class of your own, `Sorter`"),
        ("stub", "Replace the ..."),
    ],
)
def test_check_of_the_model(lab: ModuleType, name: str, told: str) -> None:
    from lab.checks import hw2

    message = told_by(hw2.check_build_model, _models(lab)[name])
    assert told in message
    assert bool(message) is bool(told)


def _own_loss(from_logits: bool) -> Callable[[Any, Any], Any]:
    """A function, which does not say what it takes."""

    def loss(labels: Any, outputs: Any) -> Any:
        import keras

        return keras.losses.sparse_categorical_crossentropy(labels, outputs, from_logits=from_logits)

    return loss


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "loss", "metrics", "told"),
    [
        ("functional", ("SparseCategoricalCrossentropy", {"from_logits": True}), ["accuracy"], ""),
        ("softmax", ("SparseCategoricalCrossentropy", {}), ["sparse_categorical_accuracy"], ""),
        ("softmax", "sparse_categorical_crossentropy", ["accuracy"], ""),
        ("functional", "sparse_categorical_crossentropy", ["accuracy"], "are logits, but"),
        ("softmax", ("SparseCategoricalCrossentropy", {"from_logits": True}), ["accuracy"], "are probabilities, but"),
        ("functional", _own_loss(from_logits=True), ["accuracy"], ""),
        ("functional", _own_loss(from_logits=False), ["accuracy"], "are logits, but"),
        ("softmax", _own_loss(from_logits=False), ["accuracy"], ""),
        ("softmax", _own_loss(from_logits=True), ["accuracy"], "are probabilities, but"),
        ("sigmoid", "sparse_categorical_crossentropy", ["accuracy"], "sigmoid"),
        ("softmax", "categorical_crossentropy", ["accuracy"], "cannot work with our labels"),
        ("softmax", "sparse_categorical_crossentropy", [], "Ask compile for accuracy"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*from_logits=True.*:UserWarning")
def test_check_of_the_loss(lab: ModuleType, model: str, loss: Any, metrics: list[str], told: str) -> None:
    import keras
    from lab.checks import hw2

    def compile_model(built: Any, learning_rate: float = 0.001) -> Any:
        chosen = getattr(keras.losses, loss[0])(**loss[1]) if isinstance(loss, tuple) else loss
        built.compile(keras.optimizers.SGD(learning_rate), chosen, metrics=list(metrics))
        return built

    message = told_by(hw2.check_compile_model, compile_model, _models(lab)[model])
    assert told in message
    assert bool(message) is bool(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("compile_model", "told"),
    [
        (lambda model, learning_rate: model.compile("adam"), "returns nothing"),
        (lambda model, learning_rate: model, "not compiled yet"),
        (lambda model: model, "stopped with TypeError"),
        (lambda model, learning_rate: model.compile("adam", "mse") or model, "starts at 0.001"),
        (_stub, "Replace the ..."),
    ],
)
def test_check_of_compiling(lab: ModuleType, compile_model: object, told: str) -> None:
    from lab.checks import hw2

    assert told in told_by(hw2.check_compile_model, compile_model, _models(lab)["functional"])


def _guesser(right: float, classes: int = 5) -> Any:
    """Stands in for a trained model that names this share of the validation pictures correctly."""
    from lab import load_data

    labels = load_data().y_val
    guesses = np.where(np.arange(len(labels)) < right * len(labels), labels, (labels + 1) % 5)
    return SimpleNamespace(output_shape=(None, classes), predict=lambda x, verbose: np.eye(5)[guesses])


@pytest.mark.parametrize(
    ("right", "classes", "history", "told"),
    [
        (0.99, 5, SimpleNamespace(history=HISTORY), ""),
        (0.99, 5, HISTORY, ""),
        (0.21, 5, HISTORY, "accuracy is 21%"),
        (0.99, 5, {"loss": [1.0]}, "no validation curves"),
        (0.99, 5, 0.9, "`history` is an object of type float"),
        (0.99, 5, ..., "Replace the ... of `history`"),
        (0.99, 7, HISTORY, "7 outputs"),
    ],
)
def test_check_of_training(lab: ModuleType, right: float, classes: int, history: object, told: str) -> None:
    from lab.checks import hw2

    message = told_by(hw2.check_training, _guesser(right, classes), history)
    assert told in message
    assert bool(message) is bool(told)


def test_the_goal_is_no_lower_than_the_graders_threshold(lab: ModuleType, repository: Path) -> None:
    calibrated = json.loads(
        (repository / "solutions" / "hw2_build_head" / "thresholds.json").read_text(encoding="utf-8")
    )
    assert lab.goal("2.6") >= calibrated["accuracy"]["threshold"]


class Answers:
    """A model that always gives these outputs."""

    def __init__(self, outputs):
        self.outputs = np.asarray(outputs, dtype="float32")

    def predict(self, images, verbose=0):
        return self.outputs


LOGITS = np.array([[2.0, 0.0, -1.0], [0.0, 1.0, 3.0]])
SHARES = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
LABELS = np.array([0, 1])


@pytest.mark.parametrize("outputs", [LOGITS, SHARES])
def test_the_loss_is_the_graders(lab, outputs):
    expected = -np.log(SHARES[np.arange(2), LABELS]).mean()
    assert lab.loss(Answers(outputs), np.zeros((2, 1, 1, 3)), LABELS) == pytest.approx(expected, abs=1e-5)


def test_guessing_among_five(lab):
    assert lab.loss(Answers(np.zeros((4, 5))), np.zeros((4, 1, 1, 3)), np.zeros(4, int)) == pytest.approx(
        1.609, abs=1e-3
    )
