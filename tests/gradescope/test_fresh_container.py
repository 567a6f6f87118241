"""The benchmark that runs zips in a fresh container: its parts that need no container, and a tiny container."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.course import load_course
from autograder.course.lateness import SubmissionTimes
from autograder.results import Check, Outcome, Report, Status
from benchmarks.fresh_container import container
from benchmarks.fresh_container.__main__ import CANNOT, main
from benchmarks.fresh_container.comparison import Run, differences, problems, table
from benchmarks.fresh_container.container import Container, Image, new_layer
from benchmarks.fresh_container.gradescope import PLATFORM_SECONDS, metadata, recipe, unpack
from benchmarks.fresh_container.package_index import below, index_environment, local_paths
from benchmarks.run_in_container_limits import Usage

FINE = Usage(0, 60.0, 30.0, 500.0, 768.0, 0)


def report(*scores: float, error: str = "") -> Report:
    outcomes = [
        Outcome(Check(f"1.{n}", "A check", 2), Status.PASSED if score == 2 else Status.FAILED, score, "")
        for n, score in enumerate(scores)
    ]
    return Report("x", "hw9_toy", outcomes, error=error)


class TestComparison:
    def test_all_is_well(self) -> None:
        assert problems(FINE, {"score": 3}, report(2, 1), report(2, 1)) == []

    def test_every_check_that_differs_is_named(self) -> None:
        assert differences(report(2, 1, 0), report(2, 0)) == [
            "Check 1.1: failed (1 points) here, failed (0 points) in the container.",
            "Check 1.2: failed (0 points) here, missing in the container.",
        ]

    def test_the_same_points_with_another_status_are_a_difference(self) -> None:
        skipped = report(0)
        skipped.outcomes[0] = replace(skipped.outcomes[0], status=Status.SKIPPED)
        assert differences(report(0), skipped) == [
            "Check 1.0: failed (0 points) here, skipped (0 points) in the container."
        ]

    @pytest.mark.parametrize(
        ("usage", "said"),
        [
            (replace(FINE, status=137, wall_seconds=PLATFORM_SECONDS + 1.0), "ran for more than 600 s"),
            (replace(FINE, status=137), "ended with status 137"),
            (replace(FINE, out_of_memory_kills=2), "2 processes were ended for lack of memory"),
        ],
    )
    def test_what_the_platform_would_not_forgive(self, usage: Usage, said: str) -> None:
        (found,) = problems(usage, {"score": 2}, report(2), report(2))
        assert said in found

    def test_nothing_graded_is_never_the_same(self) -> None:
        assert "no results.json" in problems(FINE, {}, None, report(2))[0]
        assert "itself failed" in problems(FINE, {"score": 0, "output": "itself failed"}, None, report(2))[0]
        assert problems(FINE, {"score": 0}, report(error="no notebook"), report(error="no notebook"))

    def test_the_total_is_the_reports(self) -> None:
        (found,) = problems(FINE, {"score": 1}, report(2), report(2))
        assert found == "results.json says 1 points, the report in it 2."

    def test_the_table_fits_a_terminal(self) -> None:
        good = Run("hw4", "reference", 42.0, 1820.0, FINE, 100, 100, "own user", 17, [])
        console = Console(width=80, record=True, file=io.StringIO())
        console.print(table([good, replace(good, submission="stub", problems=["Check [1.1]: missing."])]))
        said = console.export_text()
        for words in ("hw4 reference", "100/100", "17", "500", "the same", "Check [1.1]:"):
            assert words in said


class TestPackageIndex:
    def test_configuration_becomes_variables_and_variables_win(self) -> None:
        config = (
            ":env:.cert='/no'\nglobal.index-url='https://index.example/simple'\n"
            "global.extra-index-url='file:///a/simple\\nfile:///b/simple'\ninstall.no-binary='x'\nwheel.x='y'"
        )
        environment = {"PIP_INDEX_URL": "https://other.example", "https_proxy": "http://p.example", "SECRET": "s"}
        assert index_environment(environment, config) == {
            "PIP_INDEX_URL": "https://other.example",
            "PIP_EXTRA_INDEX_URL": "file:///a/simple\nfile:///b/simple",
            "PIP_NO_BINARY": "x",
            "https_proxy": "http://p.example",
        }

    def test_what_variables_point_to_is_found_elsewhere(self, tmp_path: Path) -> None:
        for name in ("index/simple", "wheels", "certs"):
            (tmp_path / name).mkdir(parents=True)
        (tmp_path / "certs" / "ca.crt").write_text("x")
        environment = {
            "PIP_EXTRA_INDEX_URL": f"file://{tmp_path}/index/simple https://index.example/simple",
            "PIP_FIND_LINKS": f"{tmp_path}/wheels /not/there",
            "PIP_CERT": f"{tmp_path}/certs/ca.crt",
            "SSL_CERT_DIR": f"{tmp_path}/certs",
            "PIP_TIMEOUT": "60",
        }
        paths = local_paths(environment)
        assert paths == (tmp_path / "certs", tmp_path / "index", tmp_path / "wheels")
        assert {name: below(Path("/mnt"), value, paths) for name, value in environment.items()} == {
            "PIP_EXTRA_INDEX_URL": f"file:///mnt{tmp_path}/index/simple https://index.example/simple",
            "PIP_FIND_LINKS": f"/mnt{tmp_path}/wheels /not/there",
            "PIP_CERT": f"/mnt{tmp_path}/certs/ca.crt",
            "SSL_CERT_DIR": f"/mnt{tmp_path}/certs",
            "PIP_TIMEOUT": "60",
        }

    def test_the_whole_machine_is_never_shown(self) -> None:
        assert local_paths({"PIP_FIND_LINKS": "/ file:///simple"}) == ()


class TestLayout:
    def test_the_zip_lies_as_the_platform_documents(self, archive: Path, tmp_path: Path) -> None:
        root = tmp_path / "autograder"
        unpack(archive, root)
        assert {path.name for path in root.iterdir()} == {"source", "submission", "results", "run_autograder"}
        assert (root / "run_autograder").stat().st_mode & 0o777 == 0o755
        assert (root / "source" / "graders" / "grader.py").is_file()
        assert not list((root / "submission").iterdir())

    def test_packages_are_kept_as_long_as_what_makes_them(self, archive: Path, tmp_path: Path) -> None:
        def changed(name: str) -> Path:
            copy = tmp_path / f"{name.replace('/', '-')}.zip"
            with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w") as new:
                for one in old.namelist():
                    new.writestr(one, old.read(one) + (b"#" if one == name else b""))
            return copy

        assert recipe(changed("nothing")) == recipe(archive)
        assert recipe(changed("graders/grader.py")) == recipe(archive)
        assert len({recipe(archive), recipe(changed("setup.sh")), recipe(changed("requirements.txt"))}) == 3

    def test_the_metadata_are_complete_and_in_time(self) -> None:
        said = metadata(load_course().find("hw4"))
        json.dumps(said)
        assert float(said["assignment"]["total_points"]) == load_course().find("hw4").points
        handed_in = SubmissionTimes.from_gradescope(said)
        assert handed_in is not None
        assert handed_in.late_by.total_seconds() <= 0


class TestContainer:
    def test_the_topmost_layer_comes_first_and_the_network_is_chosen(self, tmp_path: Path) -> None:
        image = Image((Path("/base"),)).on_top(Path("/packages"))
        with_network = Container(image, Path("/x"), network=True, shown=(Path("/certs"),)).command(["a", "b"], tmp_path)
        without = Container(image, Path("/x")).command(["a", "b"], tmp_path)
        assert "/packages:/base" in with_network
        assert "--net" not in with_network
        assert "--net" in without
        assert with_network[-4:] == ["/certs", "--", "a", "b"]
        for namespace in ("--mount", "--pid", "--ipc", "--kill-child"):
            assert namespace in without

    def test_an_unfinished_layer_is_not_kept(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError), new_layer(tmp_path / "layer") as layer:
            (layer / "folder" / "file").touch()
        assert not list(tmp_path.iterdir())
        with new_layer(tmp_path / "layer") as layer:
            (layer / "file").touch()
        assert [path.name for path in tmp_path.rglob("*")] == ["layer", "file"]

    def test_what_is_missing_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert container.missing(tmp_path) == "Only root can make a container."
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(container, "TOOLS", ("debootstrap-of-nobody",))
        assert "debootstrap-of-nobody is not installed" in str(container.missing(tmp_path))

    def test_a_machine_that_cannot_is_skipped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
        monkeypatch.setattr(container, "TOOLS", ("debootstrap-of-nobody",))
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        assert main(["hw4", "--cache", str(tmp_path / "cache")]) == CANNOT
        assert capsys.readouterr().err.startswith("Skipped: debootstrap-of-nobody is not installed")

    def test_the_script_is_clean(self) -> None:
        if shutil.which("shellcheck") is None:
            pytest.skip("shellcheck is not installed")
        done = subprocess.run(["shellcheck", container.ENTER], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


LOOK = """
echo pids $(ls -d /proc/[0-9]* | wc -l)
echo interfaces $(tail -n +3 /proc/net/dev | cut -d: -f1)
echo rights $(grep CapEff /proc/self/status | cut -f2)
mount -t tmpfs none /etc 2>/dev/null && echo mounted
echo x 2>/dev/null >/mnt/usr/written && echo written
mkdir /sys/fs/cgroup/own 2>/dev/null && echo cgroup
echo changed >/etc/file
[ -e /etc/base ] && cat /dev/null && echo fine
"""


@pytest.mark.root
def test_a_container_is_closed(tmp_path: Path) -> None:
    """A tiny one, whose programs are this machine's."""
    if lacking := container.missing(tmp_path):
        pytest.skip(lacking)
    base = tmp_path / "base"
    for name in ("dev", "etc", "mnt", "proc", "sys"):
        (base / name).mkdir(parents=True)
    (base / "etc" / "base").touch()
    for name in ("bin", "lib", "lib64", "usr"):
        (base / name).symlink_to(f"/mnt/usr/{name}" if name != "usr" else "/mnt/usr")
    box = Container(Image((base,)), tmp_path / "layer", shown=(Path("/usr"),))
    with box.ready(["sh", "-c", LOOK]) as command:
        done = subprocess.run(command, env={"PATH": container.PATH}, capture_output=True, text=True, check=False)
    said = dict(line.partition(" ")[::2] for line in done.stdout.splitlines())
    assert done.returncode == 0, done.stderr
    assert int(said.pop("pids")) < 6
    assert said.pop("interfaces") == "lo"
    assert int(said.pop("rights"), 16) & 1 << 21 == 0, "not the administrator's"
    assert said == {"fine": ""}
    assert (tmp_path / "layer" / "etc" / "file").read_text() == "changed\n"
    assert not (base / "etc" / "file").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "layer"]
