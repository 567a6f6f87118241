"""Hostile and careless zips."""

from __future__ import annotations

import struct
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest

from autograder.errors import SubmissionError
from autograder.submissions.archive import MB, Archive, ArchiveLimits, shown
from autograder.submissions.notebook import load_submission
from tests.submissions.samples import GOOD, NAME, write_zip


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def zip_with(path: Path, *entries: tuple[zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip with the entries as they are, however odd."""
    with zipfile.ZipFile(path, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about duplicates
        for info, data in entries:
            archive.writestr(info, data, method)
    return path


def renamed(path: Path, old: bytes, new: bytes) -> Path:
    """Change a name behind ``zipfile``'s back."""
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def encrypted(path: Path) -> Path:
    data = bytearray(zip_with(path, (entry("a.ipynb"), GOOD)).read_bytes())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    return path


def flat_bomb(path: Path) -> Path:
    return zip_with(path, (entry("a.ipynb"), b" " * (40 * MB)))


def many_bombs(path: Path) -> Path:
    """Says that each of its files is of 15 MB, which is allowed, as is their number."""
    data = zip_with(path, *((entry(f"{n}.txt"), b"") for n in range(70))).read_bytes()
    head, *entries = data.split(b"PK\1\2")
    size = struct.pack("<I", 15 * MB)
    path.write_bytes(b"PK\1\2".join([head, *(piece[:20] + size + piece[24:] for piece in entries)]))
    return path


def lying_bomb(path: Path) -> Path:
    """Says that it unpacks to 100 bytes."""
    data = bytearray(flat_bomb(path).read_bytes())
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 100)
    path.write_bytes(data)
    return path


HOSTILE = {
    "climbs": lambda p: zip_with(p, (entry("../a.ipynb"), GOOD)),
    "climbs further in": lambda p: zip_with(p, (entry("x/../../a.ipynb"), GOOD)),
    "climbs the Windows way": lambda p: zip_with(p, (entry("..\\a.ipynb"), GOOD)),
    "absolute": lambda p: zip_with(p, (entry("/tmp/a.ipynb"), GOOD)),
    "drive letter": lambda p: zip_with(p, (entry("C:\\a.ipynb"), GOOD)),
    "another member climbs": lambda p: zip_with(p, (entry("a.ipynb"), GOOD), (entry("../../etc/passwd"), b"")),
    "NUL in a name": lambda p: renamed(zip_with(p, (entry("a.ipynbXb"), GOOD)), b"a.ipynbXb", b"a.ipynb\0b"),
    "very deep": lambda p: zip_with(p, (entry("x/" * 40 + "a.ipynb"), GOOD)),
    "very long name": lambda p: zip_with(p, (entry("x" * 1000 + ".ipynb"), GOOD)),
    "empty name": lambda p: renamed(zip_with(p, (entry("XX"), GOOD)), b"XX", b"\0\0"),
    "no name": lambda p: zip_with(p, (entry("./."), GOOD)),
    "link": lambda p: zip_with(p, (entry("a.ipynb", 0o120777), b"/etc/passwd")),
    "device": lambda p: zip_with(p, (entry("a.ipynb", 0o020666), b"")),
    "duplicates": lambda p: zip_with(p, (entry("a.ipynb"), GOOD), (entry("a.ipynb"), b"{}")),
    "duplicates in disguise": lambda p: zip_with(p, (entry("x/a.ipynb"), GOOD), (entry("x/./a.ipynb"), b"{}")),
    "encrypted": encrypted,
    "unusual compression": lambda p: zip_with(p, (entry("a.ipynb"), GOOD), method=zipfile.ZIP_LZMA),
    "bomb": flat_bomb,
    "many bombs": many_bombs,
    "lying bomb": lying_bomb,
    "100,000 files": lambda p: zip_with(p, *((entry(str(n)), b"") for n in range(20_000))),
    "empty file": lambda p: [p.write_bytes(b""), p][1],
    "not a zip": lambda p: [p.write_bytes(b"PK\3\4 hello"), p][1],
    "text": lambda p: [p.write_bytes(GOOD), p][1],
    "cut off": lambda p: [p.write_bytes(write_zip(p, {"a.ipynb": GOOD}).read_bytes()[:-30]), p][1],
    "damaged": lambda p: renamed(zip_with(p, (entry("a.ipynb"), GOOD), method=0), b"Hello", b"HELLO"),
}

SAYS = {
    "climbs": "a name that is not accepted: '../a.ipynb'",
    "NUL in a name": r"not accepted: 'a.ipynb\x00b'",
    "link": "a link or device",
    "duplicates": "two files with the same name: 'a.ipynb'",
    "encrypted": "password",
    "unusual compression": "compression",
    "bomb": "far more than it could hold",
    "many bombs": "1050 MB unpacked, and 1024 MB are accepted",
    "lying bomb": "'a.ipynb' in the zip is damaged",
    "100,000 files": "more than 5000 files",
    "empty file": "0 bytes",
    "damaged": "'a.ipynb' in the zip is damaged",
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_refused_in_a_sentence_and_little_memory(attack: str, tmp_path: Path) -> None:
    path = HOSTILE[attack](tmp_path / "x.zip")
    tracemalloc.start()
    try:
        with pytest.raises(SubmissionError) as caught:
            load_submission(path, NAME)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert SAYS.get(attack, "") in caught.value.message
    assert caught.value.next_step
    assert len(str(caught.value)) < 300
    assert peak < 20 * MB
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.zip"]


@pytest.mark.parametrize("attack", HOSTILE)
def test_nothing_is_written_outside(attack: str, tmp_path: Path) -> None:
    path = HOSTILE[attack](tmp_path / "x.zip")
    target = tmp_path / "in" / "to"
    target.mkdir(parents=True)
    with path.open("rb") as file, pytest.raises(SubmissionError), Archive(file) as archive:
        archive.extract(target)
    outside = [p for p in tmp_path.rglob("*") if not p.is_relative_to(target)]
    assert sorted(p.name for p in outside) == ["in", "x.zip"]


def test_extract(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", {"a.ipynb": GOOD, "x/y/b.txt": b"b", "c\\d.txt": b"d"})
    target = tmp_path / "out"
    target.mkdir()
    with path.open("rb") as file, Archive(file) as archive:
        written = archive.extract(target)
        assert archive.names == ("a.ipynb", "x/y/b.txt", "c/d.txt")
        assert archive.read("x/y/b.txt") == b"b"
    assert [p.read_bytes() for p in written] == [GOOD, b"b", b"d"]
    assert written[1] == target / "x" / "y" / "b.txt"


def test_extract_does_not_follow_what_lies_there(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", {"a.ipynb": GOOD})
    outside, target = tmp_path / "outside", tmp_path / "out"
    target.mkdir()
    outside.write_bytes(b"mine")
    (target / "a.ipynb").symlink_to(outside)
    with path.open("rb") as file, Archive(file) as archive, pytest.raises(SubmissionError):
        archive.extract(target)
    assert outside.read_bytes() == b"mine"


@pytest.mark.parametrize(("limit", "size"), [("member_bytes", 2000), ("total_bytes", 2000)])
def test_sizes(limit: str, size: int, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", {"a": b"x" * 1500, "b": b"y" * 1000})
    with path.open("rb") as file:
        Archive(file, ArchiveLimits(**{limit: size + 500})).read("a")
        with pytest.raises(SubmissionError, match="too large"):
            Archive(file, ArchiveLimits(**{limit: size - 600})).read("a")


def test_names_are_fit_to_be_printed() -> None:
    assert shown("a\x1b[31m\n.ipynb") == r"'a\x1b[31m\n.ipynb'"
    assert len(shown("x" * 500)) <= 80


def test_a_zip_made_by_otter_is_read(tmp_path: Path) -> None:
    """What ``grader.export()`` writes: the notebook, a log that is never unpickled, the zip's own name."""
    members = {
        f"{NAME}.ipynb": GOOD,
        f"{NAME}.pdf": b"%PDF",
        ".OTTER_LOG": b"\x80\x04cos\nsystem\n",
        "__zip_filename__": b"x",
    }
    assert len(load_submission(write_zip(tmp_path / "export.zip", members), NAME).cells) == 2


def without_flag(path: Path) -> Path:
    """A zip that does not say that its names are UTF-8, as macOS makes it."""
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        struct.pack_into("<H", data, data.index(signature) + offset, 0)
    path.write_bytes(data)
    return path


def test_names_in_whatever_encoding(tmp_path: Path) -> None:
    for name in ("Zo\u00eb.ipynb", "\u05e9\u05e8\u05d4.ipynb"):
        with without_flag(write_zip(tmp_path / "x.zip", {name: GOOD})).open("rb") as file, Archive(file) as archive:
            assert archive.names == (name,)
    path = renamed(write_zip(tmp_path / "y.zip", {"Zo#.ipynb": GOOD}), b"Zo#", b"Zo\x89")  # as DOS wrote it
    with path.open("rb") as file, Archive(file) as archive:
        assert archive.names == ("Zo\u00eb.ipynb",)


def test_a_name_too_long_for_the_file_system_is_shortened(tmp_path: Path) -> None:
    long = "ada_1_2_" + "\u5b57" * 120 + ".ipynb"
    path = write_zip(tmp_path / "x.zip", {long: GOOD, "bo_3_4_a.ipynb": GOOD})
    target = tmp_path / "out"
    target.mkdir()
    with path.open("rb") as file, Archive(file) as archive:
        first, second = archive.extract(target)
    assert first.name.startswith("ada_1_2_\u5b57")
    assert first.suffix == ".ipynb"
    assert first.read_bytes() == second.read_bytes() == GOOD
