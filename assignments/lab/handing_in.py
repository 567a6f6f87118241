"""What to check before a notebook is handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DOWNLOAD = "On Google Colab, choose File → Download → Download .ipynb, and hand in that file."

_ran: dict[str, str] = {}  # the id of a cell → its text when it was last run
_watched: list[Any] = []  # the shells that report to us


def in_colab() -> bool:
    """Whether this notebook runs in Google Colab, where it is not a file beside the others."""
    return "google.colab" in str(_shell())


def watch_cells() -> None:
    """From now on, remember what is run. Front ends that do not say which cell it was are ignored."""
    shell = _shell()
    if shell is not None and shell not in _watched:
        shell.events.register("pre_run_cell", _remember)
        _watched.append(shell)


def _remember(info: Any) -> None:
    if cell := getattr(info, "cell_id", None):
        _ran[cell] = info.raw_cell


def remark(notebook: str) -> str:
    """What the student should know before handing in the file; empty if all is well.

    The zip is made from the file as it was last saved. If a cell differs from what was run, the file is not what is on
    the screen.

    Args:
        notebook: its file name.
    """
    if in_colab():
        return _DOWNLOAD
    path = Path(notebook)
    if not path.is_file():
        return ""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        saved = {cell.get("id", ""): "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    count = sum(cell in _ran and _ran[cell].strip() != source.strip() for cell, source in saved.items())
    if not count:
        return ""
    cells_differ = "1 cell differs" if count == 1 else f"{count} cells differ"
    return (
        f"Not saved yet: {cells_differ} from the saved file, and the zip is made from that file. Save the notebook, "
        "and run this cell again."
    )


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()
