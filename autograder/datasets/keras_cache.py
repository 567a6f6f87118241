"""Keras's cache of fetched files: where it is, and putting a file into it whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path, PurePosixPath

from autograder.errors import AutograderError

MODELS = "models"
DATASETS = "datasets"
#: Where Keras takes the weights of MobileNetV2 from.
PUBLISHED = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"


def keras_home() -> Path:
    """The cache: ``KERAS_HOME``, or ``.keras`` in the user's folder."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


def imagenet_url(alpha: float, rows: int) -> str:
    """Where Keras takes the weights of ``MobileNetV2(include_top=False, weights="imagenet")`` from.

    Args:
        alpha: width multiplier.
        rows: of the pictures: 96, 128, 160, 192 or 224.
    """
    return f"{PUBLISHED}mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{rows}_no_top.h5"


def published(network: str) -> str:
    """Where Keras takes the weights of a network without its top from.

    Args:
        network: as ``keras.applications`` calls it. Of MobileNetV2, see :func:`imagenet_url`.

    Raises:
        LookupError: there is no such network, or none of its weights.
    """
    import keras
    from keras.src.utils import file_utils

    class Asked(BaseException):  # not an Exception, so that nothing on the way catches it
        pass

    def asked(fname: str, origin: str, *args: object, **kwargs: object) -> str:
        raise Asked(origin)

    function, fetch = getattr(keras.applications, network, None), file_utils.get_file
    if not callable(function):
        raise LookupError(f"keras.applications has no {network}.")
    file_utils.get_file = asked
    try:
        function(include_top=False, weights="imagenet", input_shape=(224, 224, 3))
    except Asked as origin:
        return str(origin)
    finally:
        file_utils.get_file = fetch
    raise LookupError(f"Keras publishes no weights of {network}.")


def cached(url: str, kind: str, home: Path | None = None) -> Path:
    """Where the file from ``url`` lies, or would lie.

    Args:
        url: where it is published.
        kind: :data:`MODELS` or :data:`DATASETS`.
        home: another cache than this machine's.
    """
    return (home or keras_home()) / kind / PurePosixPath(url).name


def fetch_file(url: str, kind: str, *, sha256: str | None = None, home: Path | None = None) -> Path:
    """The file from ``url``, taken out of the cache, or else fetched into it.

    Args:
        url: where it is published.
        kind: :data:`MODELS` or :data:`DATASETS`.
        sha256: what it must have.
        home: another cache than this machine's.

    Raises:
        AutograderError: it cannot be fetched, or is another file than expected, which is then not put into the cache.
    """
    path = cached(url, kind, home)
    if path.is_file():
        require_sha256(path, sha256)
        return path
    import keras

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as temporary, redirect_stdout(io.StringIO()):
            fetched = Path(keras.utils.get_file(path.name, origin=url, cache_dir=temporary, cache_subdir=""))
            require_sha256(fetched, sha256)
            fetched.replace(path)
    except AutograderError:
        raise
    except Exception as problem:  # Keras raises a plain Exception when there is no network
        lines = str(problem).strip().rstrip(".").splitlines() or [type(problem).__name__]
        raise AutograderError(
            f"{url} could not be fetched: {lines[-1]}.",
            f"Connect to the network and run the command again, or put the file into {path.parent} yourself.",
        ) from problem
    return path


def require_sha256(path: Path, sha256: str | None) -> None:
    """Insist on a file's content.

    Args:
        path: the file.
        sha256: what it must have, in hexadecimal; None for anything.

    Raises:
        AutograderError: it has another one.
    """
    if sha256 is not None and (found := file_sha256(path)) != sha256.lower():
        raise AutograderError(
            f"{path.name} is not the expected file: its SHA-256 is {found}, and {sha256.lower()} was recorded.",
            f"Delete {path} if it exists, and fetch it again.",
        )


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _beside(path: Path) -> Iterator[str]:
    """A folder on the same disk, so that a finished file can take its place in one step; removed in any case."""
    folder = tempfile.mkdtemp(prefix=".fetching-", dir=path.parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
