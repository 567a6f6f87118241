"""Finding the files that came with the notebook."""

from __future__ import annotations

from pathlib import Path

#: The folder of this package; all files are looked up from here, whatever the working directory is.
HOME = Path(__file__).resolve().parent
DATA = HOME / "data"


class MissingFile(FileNotFoundError):
    """A file of the course is not where it should be, or is damaged."""

    def __init__(self, path: Path, problem: str = "is missing") -> None:
        super().__init__(
            f"The file {path.name} {problem} (looked in {path.parent}). Unzip the whole student.zip again and open "
            "the notebook from inside the unzipped folder, so that the folder `lab` is beside the notebook."
        )

    def __str__(self) -> str:
        return str(self.args[0])


def find(path: Path) -> Path:
    """``path``, which exists.

    Raises:
        MissingFile: it does not.
    """
    if not path.is_file():
        raise MissingFile(path)
    return path
