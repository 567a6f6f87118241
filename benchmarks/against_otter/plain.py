"""Execute a notebook with nbclient and grade nothing: ``python -m benchmarks.against_otter.plain NOTEBOOK``."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main() -> int:
    """Execute it in the working folder; a cell that fails is an error."""
    notebook = nbformat.read(Path(sys.argv[1]), as_version=4)
    NotebookClient(notebook, timeout=None, kernel_name="python3").execute()
    return 0


if __name__ == "__main__":
    sys.exit(main())
