"""Features of photos, computed once for all assignments and seeds: they depend on the base and the pixels alone.

The drawings need none of this: hidden ones are drawn anew for each seed, and never come again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.assurance.calibration.bench import Bench, Maps, PixelScaling
from autograder.assurance.calibration.material import Material
from autograder.datasets.picture_profiles import find_profile

#: The file of features grows to this size; the features of further photos are computed each time.
MOST_BYTES = 1_000_000_000
_ASKED_AT_ONCE = 500  # SQLite takes a limited number of parameters


class FeatureStore:
    """Features by the digest of what they were computed from, in a file that several processes may use.

    It only saves time: where the file is damaged or the disk is full, nothing is found, and nothing is kept.

    Args:
        path: the file; made when something is added.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is known of these keys."""
        found: dict[bytes, bytes] = {}
        if not self.path.is_file():
            return found
        with suppress(sqlite3.Error, OSError), self._open() as connection:
            rest = iter(keys)
            while some := list(islice(rest, _ASKED_AT_ONCE)):
                places = ", ".join("?" * len(some))
                found.update(connection.execute(f"SELECT key, value FROM features WHERE key IN ({places})", some))
        return found

    def add(self, known: Mapping[bytes, bytes]) -> None:
        """Keep them, unless the file is full."""
        with suppress(sqlite3.Error, OSError):
            if self.path.is_file() and self.path.stat().st_size > MOST_BYTES:
                return
            with self._open() as connection:
                connection.executemany("INSERT OR IGNORE INTO features VALUES (?, ?)", known.items())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=60)
        try:
            with connection:
                connection.execute("CREATE TABLE IF NOT EXISTS features (key BLOB PRIMARY KEY, value BLOB)")
                yield connection
        finally:
            connection.close()


class SharingBench(Bench):
    """A workbench that computes no photo's features twice.

    Args:
        material: what is measured on.
        store: where features are kept.
    """

    def __init__(self, material: Material, store: FeatureStore) -> None:
        super().__init__(material)
        self._store = store

    def see(self, images: npt.NDArray[Any], scaling: PixelScaling = PixelScaling.SYMMETRIC) -> Maps:
        """See :meth:`Bench.see`."""
        if images.dtype != np.uint8:  # augmented: never the same again
            return super().see(images, scaling)
        keys = [self._key(image, scaling) for image in images]
        known = self._store.find(keys)
        missing = {key: place for place, key in enumerate(keys) if key not in known}
        if missing:
            made = dict(zip(missing, _packed(super().see(images[list(missing.values())], scaling)), strict=True))
            self._store.add(made)
            known |= made
        return self._unpacked([known[key] for key in keys])

    def _key(self, image: npt.NDArray[Any], scaling: PixelScaling) -> bytes:
        digest = hashlib.blake2b(f"{self.material.weights_sha256} {scaling.name} ".encode(), digest_size=20)
        digest.update(image.tobytes())
        return digest.digest()

    def _unpacked(self, values: Iterable[bytes]) -> Maps:
        middle, top = (tuple(output.shape[1:]) for output in self._eyes.outputs)
        rows = np.stack([np.frombuffer(value, np.float32) for value in values])
        size = int(np.prod(middle))
        return Maps(rows[:, :size].reshape(-1, *middle), rows[:, size:].reshape(-1, *top))


def _packed(maps: Maps) -> Iterator[bytes]:
    for middle, top in zip(*maps, strict=True):
        yield middle.tobytes() + top.tobytes()


def bench_for(material: Material) -> Bench:
    """The workbench for some pictures."""
    data = find_profile(material.profile).data
    return Bench(material) if data is None else SharingBench(material, FeatureStore(data.features))
