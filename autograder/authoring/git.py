"""The little of git that publishing needs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from autograder.errors import AutograderError


class Git:
    """A repository whose working tree is a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str) -> str:
        """What git prints.

        Raises:
            AutograderError: git is missing or refuses.
        """
        done = self._run(*arguments)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise AutograderError(
                f"git fails in {self.folder}: {said[-1] if said else 'it does not say why'}",
                f"Fix it there (git -C {self.folder} status), and publish again.",
            )
        return done.stdout.strip()

    def ask(self, *arguments: str) -> str:
        """What git prints, or nothing where it refuses."""
        done = self._run(*arguments)
        return "" if done.returncode else done.stdout.strip()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        except FileNotFoundError as problem:
            raise AutograderError("git is not installed here.", "Install git, and publish again.") from problem

    @property
    def is_repository(self) -> bool:
        """Whether the folder itself is one, and not only in one."""
        top = self.ask("rev-parse", "--show-toplevel")
        return bool(top) and Path(top).resolve() == self.folder.resolve()

    @property
    def has_name(self) -> bool:
        """Whether git knows who commits."""
        return bool(self.ask("var", "GIT_COMMITTER_IDENT"))
