"""What the shell for a student's cells replaces, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

DRAW = """
import io
from pathlib import Path
from autograder.engine.shell import make_shell

make_shell(print)
from matplotlib.figure import Figure
from PIL import Image

figure = Figure()
figure.subplots().plot([1, 2])
shown = io.BytesIO()
figure.savefig(shown, format="png", dpi=110, bbox_inches="tight")
assert Image.open(shown).size == (1, 1)
for name in ("kept.png", "kept.pdf"):
    figure.savefig(name)
    assert Path(name).stat().st_size > 1000
page = io.StringIO()
figure.savefig(page, format="svg")
assert "<svg" in page.getvalue()
"""


def test_figures_for_display_are_not_drawn_and_those_that_are_saved_are(tmp_path):
    done = subprocess.run([sys.executable, "-c", DRAW], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
