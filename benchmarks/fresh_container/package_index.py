"""How a pip in a container reaches the same packages as this machine's: handed over at run time, written nowhere."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmarks.fresh_container.container import SHOWN

#: Through which variables programs learn how to reach a package index.
NETWORK_VARIABLES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
)


@dataclass(frozen=True)
class Handover:
    """What a container needs of this machine while it is set up.

    Attributes:
        environment: variables for pip and for secure connections.
        paths: files and folders to which they point.
    """

    environment: dict[str, str]
    paths: tuple[Path, ...]

    @classmethod
    def of_this_machine(cls) -> Handover:
        """As this interpreter's pip is configured; without a pip, the variables alone."""
        listing = [sys.executable, "-m", "pip", "config", "list"]
        config = subprocess.run(listing, capture_output=True, text=True, check=False).stdout
        environment = index_environment(os.environ, config)
        paths = local_paths(environment)
        return cls({name: below(SHOWN, value, paths) for name, value in environment.items()}, paths)


def index_environment(environment: Mapping[str, str], config: str) -> dict[str, str]:
    """The variables that lead a pip elsewhere to the same packages as this machine's.

    Args:
        environment: this process's variables.
        config: what ``pip config list`` prints.
    """
    found: dict[str, str] = {}
    for line in config.splitlines():
        name, _, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if section in ("global", "install"):
            found[f"PIP_{option.upper().replace('-', '_')}"] = str(ast.literal_eval(value))
    return found | {
        name: value
        for name, value in environment.items()
        if name.startswith("PIP_") or name.upper() in NETWORK_VARIABLES
    }


def local_paths(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The files and folders of this machine to which such variables point, without those that lie in others."""
    found: set[Path] = set()
    for word in (word for value in environment.values() for word in value.split()):
        path = _path_of(word)
        if path is not None and path.exists():
            # The files of a local index may lie beside it.
            found.add(path.parent if word.startswith("file://") else path)
    return outermost(found - {Path("/")})


def below(place: Path, value: str, paths: tuple[Path, ...]) -> str:
    """A variable's value when these paths are found elsewhere, below ``place``."""
    words = []
    for word in value.split():
        path = _path_of(word)
        if path is not None and {path, *path.parents}.intersection(paths):
            word = f"file://{place}{path}" if word.startswith("file://") else f"{place}{path}"
        words.append(word)
    return " ".join(words)


def _path_of(word: str) -> Path | None:
    path = Path(unquote(urlsplit(word).path) if word.startswith("file://") else word)
    return path if path.is_absolute() else None


def outermost(paths: set[Path]) -> tuple[Path, ...]:
    """Those that lie in no other."""
    return tuple(sorted(path for path in paths if not paths.intersection(path.parents)))
