"""Containers without Docker: a root file system in layers, entered through a chroot with namespaces of its own.

Needs root, Debian's debootstrap and a kernel with overlayfs. A layer is a folder; layers are never changed once they
are finished, so they can be kept between runs. What it cannot show is Docker's filter of system calls.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENTER = Path(__file__).with_name("enter.sh")
#: Another number makes the root file systems anew that were kept.
VERSION = 1
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SEARCHED = f"{os.environ.get('PATH', '')}:{PATH}"  # administrators' programs are not on everybody's path
SHOWN = Path("/mnt")
NAMESPACES = ("--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child")
TOOLS = ("debootstrap", "unshare", "setpriv", "chroot", "mount")


def missing(folder: Path) -> str | None:
    """What this machine lacks, as a sentence; None if containers can be made in ``folder``, which must exist."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "Only root can make a container."
    for tool in TOOLS:
        if shutil.which(tool, path=SEARCHED) is None:
            return f"{tool} is not installed; on Debian and Ubuntu: apt-get install debootstrap util-linux."
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=folder) as trial:
        for name in ("lower", "upper", "work", "root"):
            Path(trial, name).mkdir()
        layers = f"lowerdir={trial}/lower,upperdir={trial}/upper,workdir={trial}/work"
        mount = ["mount", "-t", "overlay", "-o", layers, "overlay", f"{trial}/root"]
        tried = subprocess.run(["unshare", *NAMESPACES, "--net", *mount], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        return f"This machine allows no namespaces, or no overlay file system in {folder}: {tried.stderr.strip()}"
    return None


@dataclass(frozen=True)
class Image:
    """Layers of a root file system, the lowest first."""

    layers: tuple[Path, ...]

    def on_top(self, layer: Path) -> Image:
        """The image with one more layer."""
        return Image((*self.layers, layer))

    def megabytes(self) -> float:
        """What all layers take on disk."""
        done = subprocess.run(["du", "-sck", *self.layers], capture_output=True, text=True, check=True)
        return int(done.stdout.splitlines()[-1].split()[0]) / 1024


@dataclass(frozen=True)
class Container:
    """An image, a layer for what changes in it, and what is seen of this machine.

    Attributes:
        image: what it starts from.
        layer: takes all changes.
        network: whether it shares this machine's network; else it has none.
        shown: paths of this machine that are seen in it below :data:`SHOWN`, read-only.
    """

    image: Image
    layer: Path
    network: bool = False
    shown: tuple[Path, ...] = ()

    def command(self, arguments: Sequence[str], scratch: Path) -> list[str]:
        """What runs a command in it as its process 1; ``scratch`` is an empty folder on the layer's disk."""
        lower = ":".join(str(layer) for layer in reversed(self.image.layers))
        return [
            "unshare",
            *NAMESPACES,
            *(() if self.network else ("--net",)),
            "bash",
            str(ENTER),
            *(lower, str(self.layer), str(scratch / "work"), str(scratch / "root")),
            *map(str, self.shown),
            "--",
            *arguments,
        ]

    @contextmanager
    def ready(self, arguments: Sequence[str]) -> Iterator[list[str]]:
        """That command, while its scratch folders exist; leaves nothing but the layer."""
        scratch = self.layer.with_name(f"{self.layer.name}.scratch")
        for folder in (self.layer, scratch / "work", scratch / "root"):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            yield self.command(arguments, scratch)
        finally:
            shutil.rmtree(scratch)


@contextmanager
def new_layer(folder: Path) -> Iterator[Path]:
    """A layer to be kept: it takes its place as ``folder`` only when it is finished."""
    partial = folder.with_name(f".{folder.name}.{os.getpid()}")
    partial.mkdir(parents=True)
    try:
        yield partial
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def base_image(suite: str, cache: Path) -> Image:
    """A minimal Debian, or Ubuntu on Ubuntu, from this system's own package mirror; kept in ``cache``.

    Args:
        suite: such as ``bookworm``.
        cache: a folder.

    Raises:
        OSError: it could not be made.
    """
    folder = cache / f"{suite}-{VERSION}"
    if not folder.is_dir():
        with new_layer(folder) as partial:
            done = subprocess.run(
                ["debootstrap", "--variant=minbase", suite, partial],
                env={**os.environ, "PATH": SEARCHED},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise OSError(f"debootstrap could not make {suite}: {done.stdout[-1000:].strip()}")
            partial.chmod(0o755)
            (partial / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    return Image((folder,))
