"""An IPython shell without a kernel, in which a student's cells run.

What a notebook may rely on elsewhere and must not need here is replaced: package installs and shell lines are
skipped, ``input()`` fails at once, plots are drawn to nowhere, and ``otter`` and ``google.colab`` are stand-ins.
"""

from __future__ import annotations

import builtins
import re
import sys
import types
from collections.abc import Callable
from typing import Any

_INSTALL = re.compile(
    r"^(?P<indent>\s*)[%!]\s*(sudo\s+)?(python3?\s+-m\s+)?(pip3?|conda|mamba|uv|apt|apt-get)\b.*$", re.M
)
_BACKEND = re.compile(r"^(?P<indent>\s*)%matplotlib\b.*$", re.M)
#: A PNG of one white pixel.
_EMPTY_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da63f80f00010101001cb08c99"
    "0000000049454e44ae426082"
)

Note = Callable[[str], None]


def prepare(source: str, note: Note) -> str:
    """A cell's source with the lines that have no meaning while grading turned into ``pass``."""
    if _INSTALL.search(source):
        note("Lines that install packages were skipped: the grader has everything the assignment needs.")
        source = _INSTALL.sub(r"\g<indent>pass", source)
    return _BACKEND.sub(r"\g<indent>pass", source)


def make_shell(note: Note) -> Any:
    """An ``InteractiveShell`` whose ``run_cell`` takes notebook cells; to be called inside the student's process."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.autocall = 0
    shell = InteractiveShell.instance(config=config)

    def skip_command(command: str) -> None:
        note(f"A shell command was skipped: {command.strip()[:60]}")

    shell.system = skip_command
    shell.getoutput = lambda command, *_, **__: skip_command(command)
    _install_stand_ins(note)
    return shell


def _install_stand_ins(note: Note) -> None:
    def refuse_input(prompt: object = "") -> str:
        raise RuntimeError("input() has nobody to answer it while grading; give the value in the cell instead.")

    builtins.input = refuse_input
    _draw_nothing()
    sys.modules["otter"] = _otter()
    sys.modules.update(_colab(note))


def _draw_nothing() -> None:
    """Where a figure would be drawn for display, hand out an empty one: nobody sees it, and drawing takes seconds."""
    from matplotlib.figure import Figure

    save = Figure.savefig

    def savefig(figure: Any, fname: Any, *args: Any, **options: Any) -> None:
        if hasattr(fname, "write") and options.get("format", "png") == "png":
            fname.write(_EMPTY_PICTURE)
        else:
            save(figure, fname, *args, **options)

    Figure.savefig = savefig  # type: ignore[assignment, method-assign]


def _otter() -> types.ModuleType:
    """Public checks carry no points, so while grading ``grader.check`` does nothing, and does it fast."""

    class Notebook:
        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

        def check(self, *args: Any, **kwargs: Any) -> None: ...

        def check_all(self, *args: Any, **kwargs: Any) -> None: ...

        def export(self, *args: Any, **kwargs: Any) -> None: ...

        def run_plugin(self, *args: Any, **kwargs: Any) -> None: ...

    module = types.ModuleType("otter", "Stands in for otter-grader while grading.")
    module.__dict__.update(Notebook=Notebook, __version__="0")
    return module


def _colab(note: Note) -> dict[str, types.ModuleType]:
    def do_nothing(*args: Any, **kwargs: Any) -> dict[str, bytes]:
        note("Google Colab's file functions do nothing while grading.")
        return {}

    google = types.ModuleType("google")
    google.__path__ = []
    if "google" in sys.modules:  # protobuf lives there
        google = sys.modules["google"]
    colab, drive, files = (
        types.ModuleType(name) for name in ("google.colab", "google.colab.drive", "google.colab.files")
    )
    colab.__path__ = []
    drive.__dict__.update(mount=do_nothing, flush_and_unmount=do_nothing)
    files.__dict__.update(upload=do_nothing, download=do_nothing)
    colab.__dict__.update(drive=drive, files=files)
    google.__dict__["colab"] = colab
    return {"google": google, "google.colab": colab, "google.colab.drive": drive, "google.colab.files": files}
