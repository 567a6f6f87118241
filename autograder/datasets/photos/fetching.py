"""Data sets that the package knows where to find."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.datasets.description import BaseKnows, Description, describe, require_width
from autograder.datasets.keras_cache import DATASETS, fetch_file, file_sha256
from autograder.datasets.photos.importing import OnProgress, import_photos
from autograder.datasets.photos.report import ImportReport
from autograder.datasets.photos.store import DataSet, require_free
from autograder.errors import AutograderError

#: No archive that is fetched here unpacks to more.
MOST_UNPACKED = 2_000_000_000


@dataclass(frozen=True)
class Source:
    """Where a data set comes from.

    Attributes:
        name: what people call it.
        url: of a zip or a tar.
        folder: in the archive, with one sub-folder per class (or per set, and in it per class).
        known: SHA-256 of archives that are accepted → what they are.
        size: bytes of the archive as it is published, where its SHA-256 never was and could not be measured here, so
            that an archive of exactly this size is accepted, too.
        about: what is known of the photos.
    """

    name: str
    url: str
    folder: str
    known: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    about: Description | None = None


SOURCES = {
    "flowers": Source(
        name="flowers",
        url="https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
        folder="flower_photos",
        known={
            "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c": "the archive of TensorFlow's tutorials",
            "213796aab7adb59fc783877c151ab4154ebc0a69c86405099275177b6bcf5818": "300 photos a class at 144 pixels",
        },
        about=describe(
            "Flowers",
            ("daisy", "dandelion", "roses", "sunflowers", "tulips"),
            thing=("flower", "flowers"),
            positive="tulips",
            base_knows=BaseKnows.SOME,  # ImageNet has daisies
            published=True,
            licence="CC BY 2.0, each photo by its own photographer; see the licence file",
            source="https://www.tensorflow.org/tutorials/load_data/images",
        ),
    ),
    "cats_vs_dogs": Source(
        name="cats_vs_dogs",
        url="https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",
        folder="cats_and_dogs_filtered",
        known={
            "4864a977f75af9f3065f3ffadf6d062c9f191e387d71397ef66e3a6725c00dc9": "the photos scaled to 144 pixels",
        },
        size=68_606_236,
        about=describe(
            "Cats and dogs",
            ("cats", "dogs"),
            thing=("animal", "animals"),
            base_knows=BaseKnows.ALL,
            published=True,
            licence="for research and teaching, under the terms of Kaggle's competition",
            source="https://www.kaggle.com/c/dogs-vs-cats",
        ),
    ),
}


def fetch(
    name: str,
    *,
    replace: bool = False,
    sha256: str | None = None,
    alpha: float | None = None,
    on_progress: OnProgress = lambda text, share: None,
) -> tuple[DataSet, ImportReport]:
    """Fetch a known data set through Keras, which looks into its cache first, and import it.

    Args:
        name: one of :data:`SOURCES`.
        replace: an existing data set of that name.
        sha256: what the archive must have; by default what is known of it decides.
        alpha: width of the base, see :func:`import_photos`.
        on_progress: told what happens.

    Raises:
        AutograderError: it is unknown, there is no network, the archive is another one, or there is no base of that
            width. Nothing is imported then.
    """
    if name not in SOURCES:
        raise AutograderError(f"There is no known data set {name!r}.", f"Known: {', '.join(SOURCES)}.")
    require_free(name, replace=replace)
    if alpha is not None:
        require_width(alpha)
    source = SOURCES[name]
    on_progress(f"fetching {PurePosixPath(source.url).name}", 0.0)
    archive = fetch_file(source.url, DATASETS)
    digest = _require_known(archive, source, sha256)
    with tempfile.TemporaryDirectory(prefix="autograder-fetch-") as temporary:
        on_progress("unpacking", 0.0)
        folder = _unpack(archive, Path(temporary)) / source.folder
        data_set, report = import_photos(
            folder, name, replace=replace, alpha=alpha, about=source.about, on_progress=on_progress
        )
        for licence in sorted(folder.glob("LICENSE*")):
            shutil.copyfile(licence, data_set.licence)
    if warning := data_set.description().warning:
        report.notes.append(warning)
    report.notes.append(
        f"The archive's SHA-256 is {digest} ({source.known.get(digest, 'identified by its size alone')})."
    )
    return data_set, report


def _require_known(archive: Path, source: Source, sha256: str | None) -> str:
    found = file_sha256(archive)
    if sha256 is not None:
        fine = found == sha256.lower()
    else:
        fine = found in source.known or archive.stat().st_size == source.size
    if not fine:
        raise AutograderError(
            f"{archive} is not the archive that was expected: its SHA-256 is {found}.",
            "Delete it and fetch it again. If you trust it, name its SHA-256 with --sha256.",
        )
    return found


def _unpack(archive: Path, target: Path) -> Path:
    try:
        with _files_in(archive) as members:
            left = MOST_UNPACKED
            for name, content in members:
                path = target.joinpath(*name.parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    while block := content.read(2**20):
                        left -= len(block)
                        if left < 0:
                            raise AutograderError(
                                f"{archive} unpacks to more than {MOST_UNPACKED:,} bytes.", "Delete it."
                            )
                        file.write(block)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError) as problem:
        raise AutograderError(f"{archive} cannot be unpacked: {problem}.", "Delete it and fetch it again.") from problem
    return target


@contextmanager
def _files_in(archive: Path) -> Iterator[Iterator[tuple[PurePosixPath, IO[bytes]]]]:
    """The plain files in a zip or a tar whose names stay inside, one after the other."""
    if tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tar:
            yield (
                (PurePosixPath(member.name), content)
                for member in tar
                if member.isfile() and _stays_inside(member.name) and (content := tar.extractfile(member)) is not None
            )
    else:
        with zipfile.ZipFile(archive) as zipped:
            yield (
                (PurePosixPath(entry.filename), zipped.open(entry))
                for entry in zipped.infolist()
                if not entry.is_dir() and _stays_inside(entry.filename)
            )


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
