"""The base weights that Keras fetches: recorded on first use, named in the zip, and fetched when the image is built.

Keras publishes no checksum of them. So what is recorded is the file with which the thresholds are measured, and
whatever is used afterwards, here or in the image, has to be that file.

``setup.sh`` runs this as ``python -m autograder.datasets.pretrained_weights FILE CACHE``.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.datasets.keras_cache import MODELS, PUBLISHED, cached, fetch_file, file_sha256, require_sha256
from autograder.errors import AutograderError


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
    def of(cls, path: Path, url: str = "") -> Pretrained:
        """A file in Keras's cache.

        Args:
            path: the file.
            url: where Keras takes it from; by default from where the weights of MobileNetV2 are.

        Raises:
            OSError: it cannot be read.
        """
        return cls(url or PUBLISHED + path.name, file_sha256(path))

    def as_json(self) -> str:
        """What :func:`read_pretrained` reads."""
        return json.dumps(asdict(self), indent=1)

    def path(self) -> Path:
        """Where it lies in this machine's cache."""
        return cached(self.url, MODELS)

    def checked_path(self) -> Path:
        """The same, with the content insisted on if it is there.

        Raises:
            AutograderError: it is another file.
        """
        path = self.path()
        if path.is_file():
            require_sha256(path, self.sha256)
        return path

    def put_into(self, cache: Path) -> Path:
        """Copy it from this machine's cache if it is there, or else fetch it.

        Raises:
            AutograderError: it cannot be fetched, or is another file.
        """
        here, target = self.checked_path(), cached(self.url, MODELS, cache)
        if here.is_file() and target != here:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(here, target)
        return fetch_file(self.url, MODELS, sha256=self.sha256, home=cache)


def read_pretrained(path: Path) -> Pretrained | None:
    """What a zip says; None where it needs no such file.

    Raises:
        ValueError, TypeError: it is damaged.
    """
    return Pretrained(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def recorded_weights(url: str, record: Path) -> Path:
    """The file from ``url`` on this machine, fetched if need be: always the one that was recorded on first use.

    Args:
        url: where Keras takes it from.
        record: the file that says which one it is; written on first use.

    Raises:
        AutograderError: it cannot be fetched, is another file, or the record is damaged.
    """
    try:
        known = read_pretrained(record)
    except (ValueError, TypeError) as problem:
        raise AutograderError(f"{record} is damaged: {problem}.", "Import the photos again.") from problem
    path = fetch_file(url, MODELS, sha256=known.sha256 if known and known.url == url else None)
    if known is None or known.url != url:
        record.write_text(Pretrained(url, file_sha256(path)).as_json(), encoding="utf-8")
    return path


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
