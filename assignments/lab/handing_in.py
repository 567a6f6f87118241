"""What to look at before a notebook is handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DOWNLOAD = "On Google Colab, choose File → Download → Download .ipynb, and hand in that file."


def in_colab() -> bool:
    """Whether this notebook runs in Google Colab, where it is no file beside the others."""
    return "google.colab" in str(_shell())


def remark(notebook: str) -> str:
    """One sentence if the file that is about to be handed in may not be what its writer sees, else nothing.

    A cell of the file that was not run as it stands is either new or changed there, or what is on the screen was
    changed and not saved.

    Args:
        notebook: its file name.
    """
    if in_colab():
        return _DOWNLOAD
    path, history = Path(notebook), getattr(_shell(), "history_manager", None)
    if not path.is_file() or history is None:
        return ""
    ran = {source.strip() for source in history.input_hist_raw}
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        saved = ["".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    count = sum(bool(source) and source not in ran for source in saved)
    if not count:
        return ""
    return (
        f"{count} {'cell' if count == 1 else 'cells'} of the saved file {'was' if count == 1 else 'were'} not run as "
        f"saved. The zip holds {notebook} as it was last saved. Save it, choose Run → Restart Kernel and Run All "
        "Cells, and take the newest zip."
    )


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()
