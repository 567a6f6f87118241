"""A new assignment that starts from another network than MobileNetV2."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.assurance.corpus.run import grade_corpus
from autograder.authoring import base_model
from autograder.authoring.base_model import choose_base, write_random_weights
from autograder.authoring.kit import base_weights, local_kit
from autograder.authoring.lab_files import refresh_lab_files
from autograder.authoring.new import new_assignment
from autograder.authoring.release import release
from autograder.authoring.verify import verify_assignment
from autograder.checks import Network, Scaling
from autograder.checks.preprocessing import prepared
from autograder.course import BaseModelEntry, CourseFolder, PixelRange, load_course
from autograder.datasets import keras_cache
from autograder.errors import AutograderError, CourseError
from autograder.gradescope.package import engine_files
from tests.course.graders.local import failures, submission_of

SHAPE = (32, 32, 3)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    """A course of small pictures, and the current folder."""
    course = CourseFolder(tmp_path)
    course.solutions.mkdir()
    course.file.write_text('[course]\ntitle = "T"\n')
    course.lab.mkdir(parents=True)
    (course.lab / "settings.json").write_text(json.dumps({"image_shape": SHAPE}))
    monkeypatch.chdir(tmp_path)
    return course


def entry(network: str, scaling: PixelRange, weights: str = "imagenet") -> BaseModelEntry:
    return BaseModelEntry(network=network, weights=weights, scaling=scaling)


@pytest.mark.parametrize(
    ("network", "scaling", "function", "other"),
    [
        ("EfficientNetB0", PixelRange.RAW, "", "mobilenet_v2"),
        ("ResNet50", PixelRange.CAFFE, "resnet", "mobilenet_v2"),
        ("MobileNetV2", PixelRange.SYMMETRIC, "mobilenet_v2", "resnet"),
    ],
)
def test_what_is_made(course: CourseFolder, network: str, scaling: PixelRange, function: str, other: str) -> None:
    made = new_assignment("hw7_other_base", base=entry(network, scaling, "some.weights.h5"))
    assert load_course().find("hw7") == made.assignment
    assert made.assignment.base == entry(network, scaling, "some.weights.h5")
    files = course.files("hw7_other_base")
    texts = {path.name: path.read_text() for path in made.files}
    assert not [text for text in texts.values() if "{{" in text or "{%" in text or not text.endswith("\n")]
    assert len(texts["grader.py"].splitlines()) <= 24
    assert engine_files(files.grader)
    prepares = f"keras.applications.{function}.preprocess_input(inputs)"
    assert (prepares in texts["notebook.py"]) == bool(function)
    assert f"keras.applications.{other}.preprocess_input(inputs)" in texts["scaled_for_another_network.py"]
    assert f"keras.applications.{network}(" in texts["notebook.py"]
    refresh_lab_files(made.assignment)
    found = json.loads((course.lab / "bases" / "hw7.json").read_text())
    assert found == {"network": network, "weights": "some.weights.h5"}
    with pytest.raises(CourseError, match=r"some\.weights\.h5 of hw7 are missing"):
        base_weights(made.assignment)


def test_a_network_that_does_not_exist_is_explained(course: CourseFolder) -> None:
    for name in ("EfficientNetB9", "resnet50", "__doc__"):
        with pytest.raises(AutograderError, match=r"has no network .* Known: .*EfficientNetB0, "):
            choose_base(name, "random", course)


def test_a_network_that_graders_cannot_rebuild_is_refused(
    course: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.exchange.models.cost.SUM_LIMIT", 1)
    monkeypatch.setattr("autograder.exchange.models.cost.SUM_PER_INPUT", 1)
    with pytest.raises(AutograderError, match="Graders cannot take MobileNetV3Small for pictures of shape"):
        choose_base("MobileNetV3Small", "random", course)


def test_random_weights_are_small_and_keep_signals_alive(tmp_path: Path) -> None:
    import keras

    path = tmp_path / "lab" / "random.weights.h5"
    base = keras.applications.MobileNetV3Small(SHAPE, include_top=False, weights=None)
    write_random_weights(base, Scaling.RAW, path)
    assert path.stat().st_size < 0.3 * 4 * base.count_params()
    again = keras.applications.MobileNetV3Small(SHAPE, include_top=False, weights=str(path))
    pictures = np.random.default_rng(5).uniform(0, 255, (8, *SHAPE)).astype("float32")
    features = np.asarray(again(prepared(pictures, Scaling.RAW)))
    assert np.array_equal(features, np.asarray(base(pictures)))
    assert 0.01 < features.std() < 100


def test_weights_of_imagenet_are_taken_if_they_can_be_had(
    course: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetch(url: str, kind: str, **kwargs: Any) -> Path:
        asked.append(url)
        return course.root

    monkeypatch.setattr(base_model, "fetch_file", fetch)
    assert choose_base("MobileNetV3Small", None, course) == (entry("MobileNetV3Small", PixelRange.RAW), "")
    assert asked == [keras_cache.published("MobileNetV3Small")]
    assert asked[0].startswith("https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v3/")
    assert asked[0].endswith("_no_top_v2.h5")

    def offline(url: str, kind: str, **kwargs: Any) -> Path:
        raise AutograderError("There is no network.", "Wait.")

    monkeypatch.setattr(base_model, "fetch_file", offline)
    made, told = choose_base("MobileNetV3Small", None, course)
    assert made == entry("MobileNetV3Small", PixelRange.RAW, "mobilenetv3small_random.weights.h5")
    assert (course.lab / "data" / made.weights).is_file()
    assert told.startswith("There is no network. ")
    with pytest.raises(AutograderError, match="There is no network"):
        choose_base("MobileNetV3Small", "imagenet", course)


def test_weights_that_keras_fetches_are_recorded(course: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    home = course.root / "keras"
    monkeypatch.setenv("KERAS_HOME", str(home))
    url = keras_cache.published("MobileNetV3Small")
    file = keras_cache.cached(url, keras_cache.MODELS)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"weights")
    made = new_assignment("hw7_other_base", base=entry("MobileNetV3Small", PixelRange.RAW))
    assert local_kit(made.assignment).pretrained == file
    record = json.loads(course.files("hw7_other_base").pretrained.read_text())
    assert record == {"url": url, "sha256": keras_cache.file_sha256(file)}
    file.write_bytes(b"others")
    with pytest.raises(AutograderError, match="not the expected file"):
        base_weights(made.assignment)


def test_its_grader_names_mistakes(course: CourseFolder) -> None:
    """With models of this process; how they get to the grader is tested elsewhere."""
    import keras

    made, _ = choose_base("MobileNetV3Small", "random", course)
    assignment = new_assignment("hw7_other_base", base=made).assignment
    path, weights = course.files(assignment.name).grader, course.lab / "data" / made.weights
    spec = importlib.util.spec_from_file_location("grader_of_hw7", path)
    assert spec is not None
    assert spec.loader is not None
    grader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grader)

    def load_base(frozen: bool = True, **changes: Any) -> Any:
        given = {"input_shape": SHAPE, "include_top": False, "weights": str(weights), **changes}
        base = keras.applications.MobileNetV3Small(**given)
        base.trainable = not frozen
        return base

    def model(base: Any, step: Any = None, epochs: int = 1) -> Any:
        inputs = keras.Input(SHAPE)
        x = base(step(inputs) if step else inputs, training=False)
        built = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x)))
        built.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        if epochs:
            built.fit(np.zeros((2, *SHAPE), "float32"), np.array([0, 1]), verbose=0)
        return built

    right = load_base()
    trained = model(right)
    other = keras.applications.mobilenet_v2.preprocess_input
    works = {
        "": (lambda: right, trained),
        "include_top": (lambda: load_base(include_top=True, weights=None), trained),
        "weights=None": (lambda: load_base(weights=None), trained),
        "not frozen": (lambda: load_base(frozen=False), trained),
        "other scaling": (lambda: right, model(right, other)),
        "head untrained": (lambda: right, model(right, epochs=0)),
    }
    fixtures = {
        "weights": weights,
        "handed_out": SimpleNamespace(train=SimpleNamespace(class_names=("a", "b"))),
    }
    network = Network.declared(made, "hw7")
    for mistake, (function, kept) in works.items():
        submission = submission_of({"load_base": function, "model": kept}, network)
        found = failures(grader, ("7",), {**fixtures, "submission": submission})
        assert [feedback.mistake for feedback in found.values()] == [mistake] * bool(mistake), mistake


@pytest.mark.long
@pytest.mark.parametrize("network", ["EfficientNetB0"])
def test_it_builds_verifies_and_grades_at_once(
    course: CourseFolder, repository: Path, tmp_path: Path, network: str
) -> None:
    shutil.copytree(
        CourseFolder(repository).lab, course.lab, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    program = str(Path(sys.executable).with_name("autograder"))
    command = [program, "new", "hw97_other_base", "--base", network, "--weights", "random"]
    done = subprocess.run(
        command, cwd=course.root, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "holds random weights" in done.stdout

    assignment = load_course().find("hw97")
    verdict = verify_assignment(assignment)
    assert verdict.fine, verdict.as_json()
    assert release(assignment, tmp_path / "dist").gradescope_zip.stat().st_size > 0
    judged = {one.case.name: one for one in grade_corpus(assignment)}
    assert len(judged) == 6
    assert all(one.right for one in judged.values()), [one.complaint for one in judged.values()]
