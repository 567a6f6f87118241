"""The first cell of a notebook, in folders laid out as Google Colab and VS Code have them, and while grading."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring import Handout, build_handout
from autograder.authoring.libraries import student_libraries
from autograder.course import Assignment, CourseFolder, load_course
from autograder.errors import CourseError
from tests.authoring.conftest import write_course

LIBRARIES = student_libraries()
# As in Colab: `google.colab` is there from the start, and what is chosen in the browser lands in the working directory.
COLAB = """
import shutil, sys, types
colab = types.ModuleType("google.colab")
def upload():
    shutil.copy({zip!r}, "student (1).zip")
    return {{}}
colab.files = types.SimpleNamespace(upload=upload)
sys.modules["google"] = types.ModuleType("google")
sys.modules["google"].colab = sys.modules["google.colab"] = colab
"""
THERE = f"\nimport sys\nsys.modules.update(dict.fromkeys({[library.module for library in LIBRARIES]}, sys))\n"
TELL = "\nimport lab, pathlib\nprint(lab.__doc__, sorted(p.name for p in pathlib.Path('tests').iterdir()))\n"
TOLD = "The lab. ['9.1.py']\n"


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Handout:
    folder = tmp_path_factory.mktemp("handout")
    tiny = Assignment(name="hw9_tiny", title="Tiny", minutes=1)
    return build_handout(tiny, folder / "dist", course=write_course(folder / "course"))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """An empty working directory, like Colab's ``/content``."""
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


def setup_source(student_zip: Path) -> str:
    """The setup cell of the notebook in a student zip."""
    with zipfile.ZipFile(student_zip) as archive:
        cells = json.loads(archive.read("hw9_tiny.ipynb"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code[0]["id"] == "setup"
    return "".join(code[0]["source"])


def run(code: str, folder: Path, python: Path = Path(sys.executable), **environment: str) -> str:
    """What a fresh process prints that runs ``code`` in ``folder``; nothing may go to its standard error."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # which no student has
    done = subprocess.run(
        [python, "-"], input=code, cwd=folder, capture_output=True, text=True, env={**own, **environment}
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


# ---------------------------------------------------------------- where all is there


def test_it_does_nothing_where_all_is_there(handout: Handout, content: Path) -> None:
    with zipfile.ZipFile(handout.student_zip) as archive:
        archive.extractall(content)
    before = sorted(content.rglob("*"))
    loaded = "\nimport sys\nprint(*{'tensorflow', 'otter', 'matplotlib', 'numpy'} & set(sys.modules))"
    assert run(setup_source(handout.student_zip) + loaded, content) == "\n"
    assert sorted(content.rglob("*")) == before


def test_it_is_explained_in_two_sentences(handout: Handout) -> None:
    with zipfile.ZipFile(handout.student_zip) as archive:
        cells = json.loads(archive.read("hw9_tiny.ipynb"))["cells"]
    place = next(number for number, cell in enumerate(cells) if cell["id"] == "setup")
    words = "".join(cells[place - 1]["source"])
    assert words.startswith("**Setup.** ")
    assert words.removeprefix("**Setup.** ").replace("student.zip", "").count(".") == 2
    assert cells[place]["metadata"]["jupyter"] == {"source_hidden": True}


@pytest.mark.slow
def test_it_does_nothing_while_grading(handout: Handout, tmp_path: Path) -> None:
    from autograder.engine.supervisor import grade
    from tests.engine.toy import CELLS, toy_kit, write_notebook

    folder = tmp_path / "toy"
    folder.mkdir()
    kit = toy_kit(folder)
    path = write_notebook(folder / "hw9_toy.ipynb", [setup_source(handout.student_zip), *CELLS])
    report = grade(path, kit)
    assert report.score == report.max_score
    assert report.notes == []


# ---------------------------------------------------------------- where something is missing


def test_a_zip_beside_the_notebook_is_unpacked_quietly(handout: Handout, content: Path) -> None:
    shutil.copy(handout.student_zip, content / "student (2).zip")
    with zipfile.ZipFile(content / "hw9_tiny_2026_01_01.zip", "w") as archive:  # what export leaves there
        archive.writestr("hw9_tiny.ipynb", "{}")
    assert run(THERE + setup_source(handout.student_zip) + TELL, content) == TOLD
    assert not (content / "hw9_tiny.ipynb").exists()  # the open notebook is never written over


def test_without_a_zip_it_says_what_to_do(handout: Handout, content: Path) -> None:
    told = run(THERE + setup_source(handout.student_zip), content)
    assert told == "Put the student.zip of this notebook beside it, and run this cell again.\n"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _changed(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["lab/__init__.py"] += b"print('something else')\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("damage", [_cut, _changed])
def test_a_zip_that_is_another_one_is_refused(handout: Handout, content: Path, damage: object) -> None:
    zip_file = Path(shutil.copy(handout.student_zip, content))
    damage(zip_file)  # type: ignore[operator]
    told = run(THERE + setup_source(handout.student_zip), content)
    assert told.startswith("student.zip is damaged, or is not the one that came with this notebook.")
    assert not (content / "lab").exists()


# ---------------------------------------------------------------- Colab, in an environment with nothing in it


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with pip and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stand-ins for what pip would fetch: the tests need no network."""
    folder = tmp_path_factory.mktemp("wheels")
    for library in LIBRARIES:
        package, version = re.match(r"([\w-]+)>=([\d.]+)", library.requirement).groups()  # type: ignore[union-attr]
        named = f"{package.replace('-', '_')}-{version}"
        info = f"{named}.dist-info"
        with zipfile.ZipFile(folder / f"{named}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{library.module}/__init__.py", "")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


@pytest.mark.slow
def test_in_colab_it_installs_and_asks_for_the_zip(
    handout: Handout, content: Path, bare: Path, wheels: Path, tmp_path: Path
) -> None:
    python = Path(shutil.copytree(bare, tmp_path / "bare", symlinks=True)) / "bin" / "python"
    cell = setup_source(handout.student_zip)
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    code = COLAB.format(zip=str(handout.student_zip)) + cell + "\nimport otter" + TELL
    assert run(code, content, python, **pip).splitlines() == [
        f"Installing {', '.join(library.requirement for library in LIBRARIES)} ... "
        "This is done once and may take some minutes.",
        "Choose the student.zip of this notebook.",
        TOLD.strip(),
    ]
    # Once more, as after a restart of the notebook: quiet, and nobody is asked.
    assert run(code, content, python, **pip) == TOLD
    # Only what is missing is installed.
    subprocess.run([python, "-m", "pip", "uninstall", "-q", "-y", "otter-grader"], check=True, capture_output=True)
    assert run(code, content, python, **pip).startswith("Installing otter-grader>=6.1,<8 ...")


@pytest.mark.slow
def test_where_nothing_can_be_installed_it_says_so(handout: Handout, content: Path, bare: Path) -> None:
    shutil.copy(handout.student_zip, content)
    told = run(setup_source(handout.student_zip), content, bare / "bin" / "python", PIP_NO_INDEX="1")
    assert told.splitlines()[1].startswith("That did not work. Install them yourself")


# ---------------------------------------------------------------- an address of the instructor's


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where ``tmp_path / "web"`` can be read, on this machine only."""
    (tmp_path / "web").mkdir()
    handler = functools.partial(_Quiet, directory=str(tmp_path / "web"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_zip_is_fetched_from_the_instructors_address(
    course: CourseFolder, tiny: Assignment, tmp_path: Path, content: Path, address: str
) -> None:
    published = tiny.model_copy(update={"student_zip_url": f"{address}/tiny.zip"})
    built = build_handout(published, tmp_path / "dist", course=course)
    shutil.copy(built.student_zip, tmp_path / "web" / "tiny.zip")
    # Something unusable that lies around does not stand in the way.
    (content / "old.zip").write_bytes(b"no zip")
    assert run(THERE + setup_source(built.student_zip) + TELL, content) == TOLD

    shutil.rmtree(content)
    content.mkdir()
    _changed(tmp_path / "web" / "tiny.zip")
    told = run(THERE + setup_source(built.student_zip), content)
    assert told.startswith("student.zip is damaged, or is not the one")
    assert not (content / "lab").exists()

    (content / "student.zip").unlink()
    (tmp_path / "web" / "tiny.zip").unlink()
    told = run(THERE + setup_source(built.student_zip), content)
    assert told.startswith("student.zip could not be downloaded. Put the student.zip")


def test_the_course_file_gives_the_address(tmp_path: Path) -> None:
    path = tmp_path / "course.toml"
    text = (
        '[course]\ntitle = "T"\nstudent_zip_url = "https://x.test/{name}.zip"\n'
        '[[assignment]]\nname = "hw1_a"\ntitle = "A"\nminutes = 1\n'
        '[[assignment]]\nname = "hw2_b"\ntitle = "B"\nminutes = 1\nstudent_zip_url = "https://x.test/own"\n'
    )
    path.write_text(text)
    assert [one.student_zip_url for one in load_course(path).assignments] == [
        "https://x.test/hw1_a.zip",
        "https://x.test/own",
    ]
    path.write_text(text.replace("https://x.test/own", "file:///etc"))
    with pytest.raises(CourseError, match="student_zip_url"):
        load_course(path)
