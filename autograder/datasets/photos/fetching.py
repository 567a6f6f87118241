"""Data sets that the package knows where to find."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

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
        url: of a zip.
        folder: in the zip, with one sub-folder per class (or per set, and in it per class).
        known: SHA-256 of archives that are accepted → what they are.
        size: bytes of the archive as it is published. Its SHA-256 was never published and could not be measured
            here, so that an archive of exactly this size is accepted, too.
    """

    name: str
    url: str
    folder: str
    known: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None


SOURCES = {
    "cats_vs_dogs": Source(
        name="cats_vs_dogs",
        url="https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",
        folder="cats_and_dogs_filtered",
        known={
            "4864a977f75af9f3065f3ffadf6d062c9f191e387d71397ef66e3a6725c00dc9": "the photos scaled to 144 pixels",
        },
        size=68_606_236,
    ),
}


def fetch(
    name: str,
    *,
    replace: bool = False,
    sha256: str | None = None,
    on_progress: OnProgress = lambda text, share: None,
) -> tuple[DataSet, ImportReport]:
    """Fetch a known data set through Keras, which looks into its cache first, and import it.

    Args:
        name: one of :data:`SOURCES`.
        replace: an existing data set of that name.
        sha256: what the archive must have; by default what is known of it decides.
        on_progress: told what happens.

    Raises:
        AutograderError: it is unknown, there is no network, or the archive is another one. Nothing is imported then.
    """
    if name not in SOURCES:
        raise AutograderError(f"There is no known data set {name!r}.", f"Known: {', '.join(SOURCES)}.")
    require_free(name, replace=replace)
    source = SOURCES[name]
    on_progress(f"fetching {PurePosixPath(source.url).name}", 0.0)
    archive = fetch_file(source.url, DATASETS)
    digest = _require_known(archive, source, sha256)
    with tempfile.TemporaryDirectory(prefix="autograder-fetch-") as temporary:
        on_progress("unpacking", 0.0)
        folder = _unpack(archive, Path(temporary)) / source.folder
        data_set, report = import_photos(folder, name, replace=replace, on_progress=on_progress)
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
        with zipfile.ZipFile(archive) as opened:
            if sum(member.file_size for member in opened.infolist()) > MOST_UNPACKED:
                raise AutograderError(f"{archive} unpacks to more than {MOST_UNPACKED:,} bytes.", "Delete it.")
            opened.extractall(target)  # which keeps names inside of the target
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as problem:
        raise AutograderError(f"{archive} cannot be unpacked: {problem}.", "Delete it and fetch it again.") from problem
    return target
