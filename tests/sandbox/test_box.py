"""The box: fresh, private, with an environment of its own, and removable whatever was done to it."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import sandbox
from autograder.sandbox import Box, environment, remove_tree

from .conftest import Place
from .inside import GUARDED, NOBODY, Setting, confined, forked, settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")


@posix
def test_is_fresh_and_private() -> None:
    with Box() as one, Box() as two:
        assert one.root != two.root
        for folder in (one.root, one.home, one.tmp, one.work):
            assert folder.is_dir()
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not one.root.exists()
    assert not two.root.exists()


def test_is_never_somebody_elses_folder(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        Box(tmp_path).__enter__()


def test_can_be_emptied(tmp_path: Path) -> None:
    with Box() as box:
        (box.work / "large").write_bytes(b"x")
        box.tmp.rmdir()
        box.renew()
        assert list(box.work.iterdir()) == []
        assert box.tmp.is_dir()
    assert not box.root.exists()


def test_is_removed_after_an_error() -> None:
    box = Box()
    with pytest.raises(RuntimeError), box:
        raise RuntimeError
    assert not box.root.exists()


def test_environment_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "MARKER")
    monkeypatch.setenv("AUTOGRADER_HOME", "MARKER")
    monkeypatch.setenv("PATH", "/MARKER/bin")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "3")
    for name in ("TF_VAR_db_password", "TF_TOKEN_app_terraform_io", "KERAS_BACKEND_TOKEN", "KERAS_SECRET"):
        monkeypatch.setenv(name, "MARKER")
    box = Box()
    found = environment(box, {"KERAS_HOME": "/weights"})
    assert "MARKER" not in str(found)
    assert found["TF_NUM_INTRAOP_THREADS"] == "3"
    assert found["KERAS_HOME"] == "/weights"
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"):
        assert Path(found[name]).is_relative_to(box.root)


@pytest.mark.linux
@settings(*GUARDED)
def test_environment_is_all_that_is_left(setting: Setting, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "MARKER")

    def look() -> dict[str, object]:
        import tempfile

        initial = Path("/proc/self/environ").read_bytes().strip(b"\0") if sys.platform == "linux" else b""
        return {
            "environ": dict(os.environ),
            "initial": initial.decode(),
            "here": str(Path.cwd()),
            "temporary": tempfile.gettempdir(),
            "home": str(Path.home()),
            "echo": os.popen("echo $SOME_TOKEN $HOME 2>/dev/null").read().strip() if can_fork() else str(box.home),
        }

    def can_fork() -> bool:
        return sandbox.Layer.USER in setting.layers or setting.as_root is False

    found = confined(setting, look, box=box)
    assert found["environ"] == environment(box)
    assert found["initial"] == ""
    assert found["here"] == str(box.work)
    assert found["temporary"] == str(box.tmp)
    assert found["home"] == found["echo"] == str(box.home)


def _closed_folder(root: Path) -> None:
    for name in ("a", "b"):
        (root / name / "inner").mkdir(parents=True)
        (root / name / "inner" / "file").write_text("x")
        (root / name / "inner").chmod(0)
        (root / name).chmod(0)


def _deep_folders(root: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(root)
        for _ in range(1200):
            Path("d" * 20).mkdir()
            os.chdir("d" * 20)
            Path("file").touch()
    finally:
        os.chdir(here)


def _many_files(root: Path) -> None:
    for folder in range(30):
        (root / str(folder)).mkdir()
        for file in range(100):
            (root / str(folder) / str(file)).touch()


def _links(root: Path) -> None:
    (root / "up").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "precious").symlink_to(root.parent / "precious")
    (root / "precious-file").symlink_to(root.parent / "precious" / "file")
    (root / "folder").mkdir(mode=0o000)


def _odd_names(root: Path) -> None:
    for name in (b"\xff\xfe", b"-rf", b" ", b"new\nline", "日本".encode(), b"x" * 255):
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).mkdir()
    os.mkfifo(root / "fifo")


@posix
@pytest.mark.parametrize("hostile", [_closed_folder, _deep_folders, _many_files, _links, _odd_names])
@pytest.mark.parametrize("uid", [None, NOBODY], ids=["whoever runs the tests", "ordinary user"])
def test_hostile_trees_are_removed(hostile: Callable[[Path], None], uid: int | None, place: Place) -> None:
    precious = place.outside / "precious"
    precious.mkdir(mode=0o755)
    (precious / "file").write_text("keep")

    def make_and_remove() -> list[object]:
        root = place.outside / "root"
        root.mkdir()
        hostile(root)
        started = time.monotonic()
        remove_tree(root)
        return [root.exists(), time.monotonic() - started]

    left, seconds = forked(make_and_remove, uid=uid)
    assert not left
    assert seconds < 60
    assert (precious / "file").read_text() == "keep"
    assert stat.S_IMODE(precious.stat().st_mode) == 0o755


def test_removing_nothing_is_fine(tmp_path: Path) -> None:
    remove_tree(tmp_path / "absent")


@posix
def test_box_that_was_replaced_by_a_link_leaves_its_target(tmp_path: Path) -> None:
    """Who owns a folder in /tmp may put something else in its place."""
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "file").write_text("keep")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    remove_tree(tmp_path / "link")
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "target" / "file").read_text() == "keep"


def test_others_can_neither_list_nor_change_the_folder_that_it_lies_in() -> None:
    with sandbox.Box() as box:
        assert stat.S_IMODE(box.root.parent.stat().st_mode) == 0o711
        assert stat.S_IMODE(box.root.stat().st_mode) == 0o700
        box.renew()
        assert box.work.exists()
    assert not box.root.parent.exists()
