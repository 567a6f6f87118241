"""The images that are never handed out, drawn from a seed that only the instructor has."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import platformdirs

from autograder.errors import AutograderError


def home() -> Path:
    """Where an instructor's secrets and caches live (or ``AUTOGRADER_HOME``); readable to the owner only.

    Raises:
        AutograderError: it cannot be made.
    """
    chosen = os.environ.get("AUTOGRADER_HOME")
    folder = Path(chosen) if chosen else platformdirs.user_data_path("transfer-learning-autograder")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as problem:
        raise AutograderError(
            f"The folder {folder} for the hidden images cannot be made: {problem.strerror}.",
            "Set AUTOGRADER_HOME to a folder you can write to.",
        ) from problem
    return folder


def secret_seed() -> int:
    """The instructor's secret, drawn once and kept in :func:`home`; whoever has it can draw the hidden images.

    Raises:
        AutograderError: the file is not a number.
    """
    path = home() / "secret-seed"
    if not path.exists():
        partial = path.with_suffix(".partial")
        partial.write_text(str(secrets.randbits(63)))
        partial.chmod(0o600)
        partial.replace(path)
    try:
        return int(path.read_text())
    except (OSError, ValueError) as problem:
        raise AutograderError(f"{path} should hold one number.", "Delete it to have a new one drawn.") from problem


def hidden_file(profile: str = "doodles") -> Path:
    """``hidden.npz`` of a profile, drawn on first use (some seconds) and kept.

    The name holds a hash of the seed and of the generator's own source, so that neither can go stale.
    """
    from autograder.datasets import doodles
    from autograder.datasets.doodles.sets import write_hidden

    seed = secret_seed()
    digest = hashlib.sha256(str(seed).encode())
    for source in sorted(Path(doodles.__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    folder = home() / f"{profile}-{digest.hexdigest()[:12]}"
    path = folder / "hidden.npz"
    if not path.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        partial = folder / f"partial-{os.getpid()}.npz"
        write_hidden(partial, seed)
        partial.replace(path)
    return path
