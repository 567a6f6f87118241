"""``autograder pretrain``: the base model of the drawn pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def pretrain(
    out_file: Annotated[Path, typer.Argument(metavar="OUT", help="The weights file; its name ends in .weights.h5.")],
    steps: Annotated[int, typer.Option(help="Batches of 64 drawings.")] = 9_000,
    seed: Annotated[int, typer.Option(help="Seed of drawings, batches and initial weights.")] = 1,
    resume: Annotated[bool, typer.Option(help="Resume an interrupted run.")] = True,
    workers: Annotated[int, typer.Option(min=1, help="Processes that draw images; a GPU needs several.")] = 1,
) -> None:
    """Train the base model of the default profile on drawn source classes (about an hour; may be interrupted)."""
    from autograder.datasets.pretraining import pretrain as run

    run(out_file, steps=steps, seed=seed, resume=resume, workers=workers)
