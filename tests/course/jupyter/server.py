"""JupyterLab as a student has it: an environment of its own, a home of its own, and a folder with the unpacked zip."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = {
    # All cells are in the page, also those that are not on the screen, so that a test can look at each.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    # Nobody is asked about news.
    "@jupyterlab/apputils-extension/notification": {"checkForUpdates": False, "fetchNews": "false"},
}


def fresh_environment(folder: Path) -> Path:
    """The interpreter of a new environment that finds the packages of this one, which saves minutes of installing."""
    venv.create(folder, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "tested.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return folder / "bin" / "python"


def clean_home(home: Path) -> dict[str, str]:
    """Environment variables for programs that have never been started before, and write nowhere else than here."""
    for name, settings in _SETTINGS.items():
        file = home / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    shared = Path(sys.prefix, "share", "jupyter")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JPY", "TF_", "MPL"))}
    return kept | {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTERLAB_DIR": str(shared / "lab"),
        "JUPYTER_PATH": str(shared),
    }


@contextmanager
def jupyterlab(python: Path, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start JupyterLab in ``folder``; yields its address for a notebook, to which the file name is to be added."""
    token = secrets.token_hex(8)
    options = [f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={token}", "--ip=127.0.0.1", "--port=0"]
    log = (Path(environment["HOME"]) / "jupyterlab.log").open("wb")
    with log, subprocess.Popen(
        [python, "-m", "jupyterlab", "--no-browser", "--allow-root", *options],
        cwd=folder, env=environment, stdout=log, stderr=log,
    ) as server:  # fmt: skip
        try:
            yield f"{_address(server, environment)}lab/tree/{{}}?token={token}"
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


def _address(server: subprocess.Popen[bytes], environment: dict[str, str], seconds: float = 120) -> str:
    """Where it listens: it writes that to a file as soon as it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        for file in Path(environment["JUPYTER_RUNTIME_DIR"]).glob("jpserver-*.json"):
            try:
                return str(json.loads(file.read_text(encoding="utf-8"))["url"])
            except (ValueError, KeyError):  # half written
                pass
        time.sleep(0.3)
    raise TimeoutError((Path(environment["HOME"]) / "jupyterlab.log").read_text(encoding="utf-8")[-3000:])
