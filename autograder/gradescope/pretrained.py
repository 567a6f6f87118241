"""The base weights that Keras fetches: named in the zip, and fetched once, when the image is built.

``setup.sh`` runs this as ``python -m autograder.gradescope.pretrained FILE CACHE``.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.keras_cache import MODELS, PUBLISHED, cached, fetch_file, file_sha256, require_sha256


@dataclass(frozen=True)
class Pretrained:
    """A file of weights.

    Attributes:
        url: where Keras takes it from.
        sha256: of the file that the thresholds were measured with.
    """

    url: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Pretrained:
        """A file in Keras's cache.

        Raises:
            OSError: it cannot be read.
        """
        return cls(PUBLISHED + path.name, file_sha256(path))

    def as_json(self) -> str:
        """What :func:`read_pretrained` reads."""
        return json.dumps(asdict(self), indent=1)

    def path(self) -> Path:
        """Where it lies in this machine's cache."""
        return cached(self.url, MODELS)

    def put_into(self, cache: Path) -> Path:
        """Copy it from this machine's cache if it is there, or else fetch it.

        Raises:
            AutograderError: it cannot be fetched, or is another file.
        """
        if self.path().is_file():
            require_sha256(self.path(), self.sha256)
            target = cached(self.url, MODELS, cache)
            if target != self.path():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.path(), target)
        return fetch_file(self.url, MODELS, sha256=self.sha256, home=cache)


def read_pretrained(path: Path) -> Pretrained | None:
    """What a zip says; None where it needs no such file.

    Raises:
        ValueError, TypeError: it is damaged.
    """
    return Pretrained(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def main(file: str, cache: str) -> int:
    """Fetch what ``file`` names into ``cache``; the status is 0 unless it cannot be had."""
    wanted = read_pretrained(Path(file))
    if wanted is None:
        return 0
    try:
        path = wanted.put_into(Path(cache))
    except AutograderError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{path} ({path.stat().st_size / 2**20:.1f} MB, SHA-256 {wanted.sha256})")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
