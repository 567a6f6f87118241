"""Zips from outside, read within limits.

Opening and reading one writes nothing to disk, and never gives more bytes than the limits allow. Links, names
that lead out of the folder, encryption and unusual compression are refused.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from autograder.errors import SubmissionError

MB = 2**20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    NotImplementedError,
    OverflowError,
)
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY = re.compile(re.escape(b"PK\x01\x02"))  # starts each entry of a zip's directory
_CHUNK = MB
_LONGEST_PART = 240  # bytes; file systems take 255
_AGAIN = "Make the zip again, with nothing in it but your notebook."


@dataclass(frozen=True)
class ArchiveLimits:
    """What a zip may hold. Sizes are bytes after unpacking, ``ratio`` is unpacked to packed."""

    members: int = 5_000
    member_bytes: int = 100 * MB
    total_bytes: int = 1024 * MB
    ratio: int = 200
    ratio_from_bytes: int = 16 * MB  # below, a high ratio does no harm and is common
    depth: int = 16
    name_length: int = 500


class Archive:
    """A zip opened for reading.

    Args:
        file: the zip, open for reading; stays open and belongs to the caller.
        limits: what it may hold.

    Attributes:
        names: its files (not folders), with ``/`` between folders.

    Raises:
        SubmissionError: it is not a zip, is damaged, or goes beyond the limits.
    """

    def __init__(self, file: BinaryIO, limits: ArchiveLimits = ArchiveLimits()) -> None:
        self._limits = limits
        _refuse_huge_directory(file, limits)
        try:
            self._zip = zipfile.ZipFile(file)
        except _BROKEN as problem:
            raise _damaged() from problem
        self._files = _files(self._zip, limits)
        self.names = tuple(self._files)

    def read(self, name: str, most: int | None = None) -> bytes:
        """One file's content.

        Args:
            name: of the file.
            most: bytes of it to read; by default all.

        Raises:
            SubmissionError: it is damaged or too large.
        """
        info = self._files[name]
        if info.file_size > self._limits.member_bytes:
            raise _too_large(name, info.file_size, self._limits.member_bytes)
        try:
            with self._zip.open(info) as member:
                # What lies beyond is not even unpacked.
                return member.read(info.file_size + 1 if most is None else most)
        except (*_BROKEN, RuntimeError) as problem:
            raise _damaged(name) from problem

    def extract(self, folder: Path) -> list[Path]:
        """Write every file below ``folder``, which has to be empty and nobody else's; returns their paths.

        Raises:
            SubmissionError: a file is damaged or too large; what was written before stays.
        """
        written = []
        room = self._limits.total_bytes
        for name, info in self._files.items():
            target = folder / "/".join(map(fitting, name.split("/")))
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out, self._zip.open(info) as member:
                    while chunk := member.read(_CHUNK):
                        room -= len(chunk)
                        if room < 0:
                            raise _too_large("The zip", self._limits.total_bytes, self._limits.total_bytes)
                        out.write(chunk)
            except (*_BROKEN, RuntimeError) as problem:
                raise _damaged(name) from problem
            written.append(target)
        return written

    def close(self) -> None:
        """Let go of the zip."""
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def readable(name: str) -> str:
    """A name from the file system as text: one that is not UTF-8 was most likely written on an older Windows."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("cp1252", "replace") if _only_bytes(name) else ascii(name)
    return name


def _only_bytes(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def shown(name: str) -> str:
    """A name from outside, fit to be printed: quoted, escaped and at most 80 characters."""
    text = repr(readable(name))
    return text if len(text) <= 80 else f"{text[:60]}…{text[-15:]}"


def fitting(part: str) -> str:
    """A part of a name that a file system takes; of one that is too long, the start and the ending stay."""
    if len(part.encode("utf-8", "surrogateescape")) <= _LONGEST_PART:
        return part
    stem, dot, ending = part.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    mark = hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{part.encode('utf-8', 'replace')[:180].decode('utf-8', 'ignore')}~{mark}{ending}"


def _refuse_huge_directory(file: BinaryIO, limits: ArchiveLimits) -> None:
    """``ZipFile`` builds an object for each entry, so entries are counted before it sees the file."""
    if os.fstat(file.fileno()).st_size == 0:
        raise SubmissionError(
            "The zip is empty (0 bytes).", "Wait until it is completely written, then hand it in again."
        )
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        entries = sum(1 for _ in islice(_ENTRY.finditer(content), limits.members + 1))
    if entries > limits.members:
        raise SubmissionError(f"The zip holds more than {limits.members} files.", _AGAIN)


def _safe_name(info: zipfile.ZipInfo, limits: ArchiveLimits) -> str:
    name = _decoded(info).replace("\\", "/")  # some Windows tools write backslashes
    parts = name.split("/")
    leads_out = name.startswith("/") or ".." in parts or re.match("[A-Za-z]:", name) or "\0" in info.orig_filename
    if leads_out or len(name) > limits.name_length or len(parts) > limits.depth:
        raise SubmissionError(
            f"The zip holds a file with a name that is not accepted: {shown(info.orig_filename)}.", _AGAIN
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise SubmissionError(f"The zip holds a link or device instead of a file: {shown(name)}.", _AGAIN)
    if info.flag_bits & 0x1:
        raise SubmissionError("The zip is protected by a password.", "Make the zip again without a password.")
    if info.compress_type not in _READABLE:
        raise SubmissionError(
            "The zip uses a compression that is not accepted.",
            "Make it again with your system's own zip tool.",
        )
    if not (clean := "/".join(part for part in parts if part not in ("", "."))):
        raise SubmissionError("The zip holds a file without a name.", _AGAIN)
    return clean


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name: tools that do not say how they wrote it, such as macOS's own, mostly write UTF-8."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _files(archive: zipfile.ZipFile, limits: ArchiveLimits) -> dict[str, zipfile.ZipInfo]:
    """The files of a zip by safe name, if it is one to be opened at all."""
    files: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename.endswith(("/", "\\")):
            continue  # a folder
        name = _safe_name(info, limits)
        if name in files:
            raise SubmissionError(f"The zip holds two files with the same name: {shown(name)}.", _AGAIN)
        if info.file_size > max(limits.ratio_from_bytes, limits.ratio * info.compress_size):
            raise SubmissionError(f"The zip unpacks to far more than it could hold ({shown(name)}).", _AGAIN)
        files[name] = info
    total = sum(info.file_size for info in files.values())
    if total > limits.total_bytes:
        raise _too_large("The zip", total, limits.total_bytes)
    return files


def _too_large(what: str, size: int, limit: int) -> SubmissionError:
    return SubmissionError(
        f"{what} is too large: {size / MB:.0f} MB unpacked, and {limit / MB:.0f} MB are accepted.", _AGAIN
    )


def _damaged(name: str = "") -> SubmissionError:
    what = f"{shown(name)} in the zip" if name else "The zip"
    return SubmissionError(f"{what} is damaged or was not uploaded completely.", _AGAIN)
