"""The cells of a notebook in a process where everything is imported already: what no grader can beat.

Run as ``python -m benchmarks.against_otter.floor NOTEBOOK RUNS``, with ``lab`` in the working folder. Each run is a
fork of one process, as in this project's own grading. Prints wall and processor seconds of each run, a line of JSON
each.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import nbformat


def main() -> int:
    """Import, then fork for each run."""
    path, runs = Path(sys.argv[1]), int(sys.argv[2])
    sys.path.insert(0, str(Path.cwd()))
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # as the notebook's lab has it, which is too late here
    import keras  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import otter  # noqa: F401
    import tensorflow  # noqa: F401
    from IPython.core.interactiveshell import InteractiveShell

    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for _ in range(runs):
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            shell = InteractiveShell()
            fine = all(shell.run_cell(source).success for source in code)
            sys.stdout.flush()
            os._exit(0 if fine else 1)
        _, status, used = os.wait4(child, 0)
        if status:
            return 1
        seconds = {"seconds": time.monotonic() - started, "cpu_seconds": used.ru_utime + used.ru_stime}
        print("\n" + json.dumps(seconds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
