"""What is planned, and what a plan says about itself."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from autograder import sandbox
from autograder.course import Limits
from autograder.sandbox import Layer, Plan, closed_to, files, identity, landlock, layers, linux, processes, seccomp
from autograder.sandbox import plan as planning

from .conftest import Place
from .inside import EVERYTHING, GUARDED, NOBODY, NOTHING, Setting, forked, settings

STRANGER = NOBODY + 1
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the layers exist on Linux only")


def planned(place: Place, box: sandbox.Box, setting: Setting = EVERYTHING) -> Plan:
    return sandbox.make_plan(
        box=box,
        readable=(place.readable,),
        secrets=(place.secret,),
        limits=Limits(),
        disabled=setting.disabled,
    )


@settings(*GUARDED)
def test_guarded_settings_isolate(setting: Setting, place: Place, box: sandbox.Box) -> None:
    uid = NOBODY if setting.as_root is False else None
    isolated, text, missing = forked(
        lambda: (
            (plan := planned(place, box, setting)).isolation.isolated,
            str(plan.isolation),
            plan.isolation.missing,
        ),
        uid=uid,
    )
    if setting is EVERYTHING and not isolated:
        pytest.skip(f"this machine cannot isolate: {missing}")
    assert isolated
    assert missing == ""
    assert text.startswith("separate process + ")
    assert ("closed file permissions" in text) == (
        Layer.PERMISSIONS in setting.layers and os.geteuid() == 0 and not setting.private_python
    )


def test_nothing_isolates_nothing(place: Place, box: sandbox.Box) -> None:
    plan = planned(place, box, NOTHING)
    assert not plan.isolation.isolated
    assert plan.layers == frozenset()
    assert "it was switched off" in plan.isolation.missing
    assert "NOT isolated" in str(plan.isolation)


@linux_only
@pytest.mark.parametrize("broken", [Layer.LANDLOCK, Layer.SECCOMP])
def test_a_same_user_needs_landlock_and_seccomp(broken: Layer, place: Place, box: sandbox.Box) -> None:
    disabled = frozenset({Layer.USER, Layer.PERMISSIONS, broken})
    plan = sandbox.make_plan(box=box, readable=(), secrets=(place.secret,), limits=Limits(), disabled=disabled)
    assert not plan.isolation.isolated
    assert f"no {broken.value}" in plan.isolation.missing


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_private_python_without_landlock_stays_root_and_says_so(
    place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "interpreter_sample", lambda: iter((place.secret,)))
    plan = sandbox.make_plan(
        box=box,
        readable=(),
        secrets=(place.secret,),
        limits=Limits(),
        disabled=frozenset({Layer.LANDLOCK}),
    )
    assert plan.uid is None
    assert not plan.isolation.isolated
    assert f"another user than root could not read {place.secret}" in plan.isolation.missing


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_private_python_without_the_right_to_read_stays_root(
    place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    if landlock.problem() or seccomp.problem():
        pytest.skip("needs Landlock and seccomp")
    monkeypatch.setattr(planning, "interpreter_sample", lambda: iter((place.secret,)))
    everything = linux.capabilities()
    monkeypatch.setattr(linux, "capabilities", lambda: everything - {linux.Capability.DAC_READ_SEARCH})
    plan = planned(place, box)
    assert plan.uid is None
    assert plan.isolation.isolated


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_a_folder_to_pass_through_need_not_be_listed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where workers keep their boxes. A closed one would be in the way."""
    monkeypatch.setattr(planning, "interpreter_sample", lambda: iter(()))
    box = sandbox.Box(place.root / "box")
    limits, disabled = Limits(), frozenset({Layer.LANDLOCK})
    for mode, own_user in ((0o711, True), (0o700, False)):
        place.root.chmod(mode)
        plan = sandbox.make_plan(box=box, readable=(), secrets=(place.secret,), limits=limits, disabled=disabled)
        assert (plan.uid is not None) is own_user


def test_plan_travels_as_json(place: Place, box: sandbox.Box) -> None:
    adapter = TypeAdapter(Plan)
    plan = planned(place, box)
    assert adapter.validate_json(adapter.dump_json(plan)) == plan


def test_doctor_gets_a_reason_for_every_layer() -> None:
    found = sandbox.available()
    assert set(found) == set(Layer)
    assert all(reason is None or reason for reason in found.values())


def test_without_linux_nothing_breaks(place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS: every layer but the limits has a reason to be absent, and the plan is honest."""
    for module in (linux, identity, landlock, layers, seccomp, processes):
        monkeypatch.setattr(module, "LINUX", False)
    monkeypatch.setattr(linux, "_LIBC", None)
    found = sandbox.available()
    assert [layer for layer, reason in found.items() if reason is None] == [Layer.LIMITS]
    plan = planned(place, box)
    assert not plan.isolation.isolated
    assert plan.layers == {Layer.LIMITS}
    assert not sandbox.become_subreaper()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_imports_elsewhere(platform: str) -> None:
    """Modules that only Unix or only Linux has are not needed to import."""
    absent = ["resource", "fcntl", "pwd", "grp"] if platform == "win32" else []
    code = f"""
import psutil, tempfile, autograder.course, autograder.results  # they look at the platform, too
import sys
del sys.modules["autograder.portable"]
sys.platform = {platform!r}
for name in {absent!r}:
    sys.modules[name] = None
import os
for name in {["sched_getaffinity", "O_PATH", "fork", "nice", "getuid"] if platform == "win32" else []!r}:
    if hasattr(os, name):
        delattr(os, name)
from autograder import sandbox
from autograder.course import Limits
print([layer.value for layer, reason in sandbox.available().items() if reason is None])
with sandbox.Box() as box:
    print(sandbox.make_plan(box=box, readable=(), secrets=(box.root,), limits=Limits()).isolation.isolated)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    layers = "[]" if platform == "win32" else "['resource limits']"
    assert done.stdout.splitlines() == [layers, "False"]


def test_errors_name_the_layer_and_the_next_step() -> None:
    problem = sandbox.SandboxError(Layer.LANDLOCK, "It did not work.")
    assert problem.layer is Layer.LANDLOCK
    assert "autograder doctor" in problem.next_step
    assert isinstance(pickle.loads(pickle.dumps(problem.layer)), Layer)


@linux_only
@settings(EVERYTHING)
@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("autograder.sandbox.walls.put_up", Layer.LIMITS),
        ("autograder.sandbox.landlock.restrict", Layer.LANDLOCK),
        ("autograder.sandbox.seccomp.restrict", Layer.SECCOMP),
        ("autograder.sandbox.entering.leave_network", Layer.NAMESPACE),
        ("autograder.sandbox.identity.become", Layer.USER),
    ],
)
def test_a_layer_that_fails_is_named_and_nothing_runs(
    setting: Setting, broken: str, named: Layer, place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(1, "not today")

    monkeypatch.setattr(broken, fail)

    def supervise() -> str:
        plan = planned(place, box)
        if named not in plan.layers:
            return f"not here {named.value}"
        try:
            sandbox.enter(plan, keep=range(256))
        except sandbox.SandboxError as problem:
            return f"{problem.layer and problem.layer.name} {problem.message}"
        return "entered"

    answer = forked(supervise)
    if answer.startswith("not here"):
        pytest.skip(f"no {named.value} here")
    assert answer.startswith(named.name)
    assert named.value in answer
    assert "not today" in answer


@linux_only
@pytest.mark.parametrize(
    ("change", "closed"),
    [
        (lambda place: None, True),
        (lambda place: place.secret.chmod(0o755), False),
        (lambda place: place.secret.chmod(0o711), False),
        (lambda place: place.secret.chmod(0o744), False),
        (lambda place: os.chown(place.secret, NOBODY, -1), False),
        (lambda place: (place.secret.chmod(0o750), os.chown(place.secret, -1, NOBODY)), False),
        (lambda place: (place.secret.chmod(0o755), place.root.chmod(0o700)), True),
    ],
)
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_closed_to_agrees_with_the_kernel(change: Callable[[Place], object], closed: bool, place: Place) -> None:
    place.file.chmod(0o644)
    change(place)
    assert closed_to(NOBODY, place.secret) == closed

    def look() -> bool:
        """Whether anything in there can be listed or read."""
        for attempt in (lambda: list(place.secret.iterdir()), lambda: place.file.read_text()):
            try:
                attempt()
            except PermissionError:
                continue
            return True
        return False

    assert forked(look, uid=NOBODY) == (not closed)


def test_closed_to_of_files_and_what_is_not_there(place: Place) -> None:
    place.secret.chmod(0o755)
    place.file.chmod(0o600)
    assert closed_to(STRANGER, place.file)
    place.file.chmod(0o604)
    assert not closed_to(STRANGER, place.file)
    assert not closed_to(STRANGER, place.secret / "later")
    place.secret.chmod(0o700)
    assert closed_to(STRANGER, place.secret / "later")
    assert not closed_to(0, place.file)
    (place.root / "link").symlink_to(place.file)
    assert closed_to(STRANGER, place.root / "link")


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_uids_are_unused_and_unpredictable() -> None:
    found = {identity.free_uid() for _ in range(20)}
    assert len(found) > 10
    assert found <= set(range(61184, 65520))
    uid = found.pop()
    with subprocess.Popen(["/bin/sleep", "60"], user=uid) as process:
        assert identity.running_as(uid) == [process.pid]
        process.kill()


def test_rules_leave_the_package_out(place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = place.root / "lib" / "site-packages"
    for name in ("numpy", "autograder/checks"):
        (packages / name).mkdir(parents=True)
    (packages / "link").symlink_to("autograder/checks")
    monkeypatch.setattr(files, "PACKAGE", packages / "autograder")
    monkeypatch.setattr(files, "interpreter_trees", lambda: (place.root / "lib",))
    rules = {rule.path: rule.access for rule in files.rules(box.root, (), ())}
    assert rules[packages / "numpy"] == landlock.RUN
    assert rules[packages] == landlock.LIST  # for Python to find numpy
    assert not any("autograder" in path.parts or path.name == "link" for path in rules)
    assert rules[box.root] == landlock.OWN


def test_interpreter_trees_hold_the_library_and_not_the_checkout(repository: Path) -> None:
    import numpy as np

    trees = files.interpreter_trees()
    for file in (os.__file__, np.__file__):
        assert any(tree in Path(file).resolve().parents for tree in trees)
    assert Path("/") not in trees
    assert not any(repository.is_relative_to(tree) for tree in trees)
