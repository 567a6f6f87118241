"""The notebooks of ``../shared/cases``, made after public reports: each has the points that are right for it."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.assurance.corpus.run import grade_notebooks
from autograder.authoring.kit import local_kit
from autograder.classes.finding import find_class
from autograder.course import load_course
from autograder.results import Report

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not here"),
]

#: 80: full marks but for the last task, which was left as the stub to save time.
#: 90: full marks but for tasks that came to the assignment after the notebook was written.
NOTEBOOKS = {
    "f6_colab_export_one_error.py": 80,
    "h4_pandas.ipynb": 90,
    "h5_sklearn.ipynb": 90,
    "k2_tfversion_first.ipynb": 80,
    "k3_seaborn_first.ipynb": 80,
    "k4_drive_first.ipynb": 80,
    "k6_legacy_keras.ipynb": 20,
    "k7_in_colab_idiom.ipynb": 80,
    "k8_pip_continuation.ipynb": 80,
    "k9_nbconvert_inline.py": 80,
    "m1_magics.ipynb": 80,
    "m2_imports.ipynb": 80,
    "m3_tf_setup.ipynb": 20,
    "n1_adapted_normalization.ipynb": 100,
    "s0_plain_below.ipynb": 80,
    "s1_time_magic.ipynb": 80,
    "s2_line_magic.ipynb": 80,
    "s3_alias.ipynb": 80,
    "s4_module.ipynb": 80,
    "s5_decorated_if.ipynb": 80,
    "t3_checkpoint_dict_chdir.ipynb": 100,
}
#: What cannot have more, and why.
SAID = {
    "k6_legacy_keras.ipynb": "TF_USE_LEGACY_KERAS asks for Keras 2",
    "m3_tf_setup.ipynb": "Eager execution is switched off",
}
OF_OTHERS = {"h4_pandas.ipynb": "hw4", "h5_sklearn.ipynb": "hw5"}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="autograder-cases-") as name:
        Path(name).chmod(0o711)  # a submission's own user goes through it
        yield Path(name)


@pytest.fixture(scope="module")
def graded(folder: Path, request: pytest.FixtureRequest) -> dict[str, Report]:
    """Those of the notebooks that are asked for, by name."""
    asked: dict[str, dict[str, Path]] = defaultdict(dict)
    for item in request.session.items:
        if item.name.startswith("test_a_notebook["):
            name = item.callspec.params["name"]
            asked[OF_OTHERS.get(name, "hw2")][name] = CASES / "notebooks" / name
    found: dict[str, Report] = {}
    for short, notebooks in asked.items():
        (folder / short).mkdir()
        found.update(grade_notebooks(local_kit(load_course().find(short)), notebooks, folder / short))
    return found


def test_every_notebook_is_here() -> None:
    assert {path.name for path in (CASES / "notebooks").iterdir()} == set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook(graded: dict[str, Report], name: str) -> None:
    report = graded[name]
    assert report.score == NOTEBOOKS[name], report.as_json()
    assert not report.faults
    assert SAID.get(name, "") in "\n".join(report.notes)


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("exports/*.zip")))
def test_a_download(folder: Path, name: str) -> None:
    """Who handed in what is tested beside the layouts; here each notebook has its points."""
    assignment = load_course().find("hw2")
    found = find_class(CASES / "exports" / f"{name}.zip", assignment.name, folder / name)
    latest = {str(number): item.path for number, item in enumerate(found.handed_in) if item.latest}
    scratch = folder / f"{name}-graded"
    scratch.mkdir()
    reports = dict(grade_notebooks(local_kit(assignment), latest, scratch))
    for key, path in latest.items():
        report = reports[key]
        assert report.score == (0 if report.error else 20), (path, report.as_json())
