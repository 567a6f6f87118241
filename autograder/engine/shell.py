"""An IPython shell without a kernel, in which a student's cells run.

What a notebook may rely on elsewhere and must not need here is replaced: magics without a meaning here and shell lines
are skipped, ``input()`` fails at once, plots are drawn to nowhere, and ``otter`` and ``google.colab`` are stand-ins.
"""

from __future__ import annotations

import builtins
import getpass
import importlib
import sys
import types
from collections.abc import Callable
from typing import Any

from autograder.engine.colab import offer_colab
from autograder.engine.magics import adapt_magics

#: A PNG of one white pixel.
_EMPTY_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da63f80f00010101001cb08c99"
    "0000000049454e44ae426082"
)

Note = Callable[[str], None]


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

    shell.ask_exit = sys.exit  # exit() and quit() end their cell
    importlib.import_module("IPython.core.magics.namespace")  # Keras tells by it that drawing a model may fail quietly
    adapt_magics(shell, note)
    _install_stand_ins(note)
    return shell


def _install_stand_ins(note: Note) -> None:
    def refuse_input(*args: object, **kwargs: object) -> str:
        raise RuntimeError("input() has nobody to answer it while grading; give the value in the cell instead.")

    def pass_over(*args: object, **kwargs: object) -> None:
        note("breakpoint() was skipped: nobody is there to continue from it while grading.")

    builtins.input = refuse_input
    getpass.getpass = refuse_input
    sys.breakpointhook = pass_over
    _draw_nothing()
    sys.modules["otter"] = _otter()
    offer_colab(note)


def _draw_nothing() -> None:
    """Where a figure would be drawn for display, hand out an empty one: nobody sees it, and drawing takes seconds."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.use = lambda backend, *, force=True: None
    save = Figure.savefig

    def savefig(figure: Any, fname: Any, *args: Any, **options: Any) -> None:
        if hasattr(fname, "write") and options.get("format", "png") == "png":
            fname.write(_EMPTY_PICTURE)
        else:
            save(figure, fname, *args, **options)

    Figure.savefig = savefig  # type: ignore[assignment, method-assign]


def _otter() -> types.ModuleType:
    """Public checks carry no points, so while grading ``grader.check`` does nothing, and does it fast.

    So does whatever else a notebook may call of it: exporting, plugins, modules of its own such as ``otter.export``.
    """

    def do_nothing(*args: Any, **kwargs: Any) -> None: ...

    def nothing(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return do_nothing

    class Notebook:
        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

        def __getattr__(self, name: str) -> Any:
            return nothing(name)

    module = types.ModuleType("otter", "Stands in for otter-grader while grading.")
    module.__dict__.update(Notebook=Notebook, __version__="0", __path__=[], __getattr__=nothing)
    for name in ("check", "export"):
        part = types.ModuleType(f"otter.{name}")
        part.__dict__.update(__getattr__=nothing)
        sys.modules[part.__name__] = module.__dict__[name] = part
    return module
