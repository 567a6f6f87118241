"""Fetching: the cache comes first, and a missing network or another file is said clearly and leaves nothing behind."""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.materials import materials_for
from autograder.datasets import pretrained_weights as pretrained
from autograder.datasets.description import BaseKnows, describe
from autograder.datasets.keras_cache import DATASETS, MODELS, fetch_file, file_sha256
from autograder.datasets.photos import fetching
from autograder.datasets.photos.fetching import Source, fetch
from autograder.datasets.picture_profiles import Profile
from autograder.datasets.pretrained_weights import Pretrained, read_pretrained, recorded_weights
from autograder.errors import AutograderError
from tests.datasets.photos.conftest import KERAS_HOME, needs_keras_home

NOWHERE = "http://127.0.0.1:9"  # the port to which nobody listens


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "keras"
    monkeypatch.setenv("KERAS_HOME", str(folder))
    return folder


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which its files can be fetched."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def zipped(make_folder, tmp_path: Path) -> Path:
    """A zip of photos."""
    folder = make_folder({"cats": 30, "dogs": 30})
    return Path(shutil.make_archive(str(tmp_path / "pets"), "zip", folder.parent, folder.name))


def know(monkeypatch: pytest.MonkeyPatch, address: str, **details: object) -> None:
    source = Source("pets", f"{address}/pets.zip", "pets", **details)
    monkeypatch.setattr(fetching, "SOURCES", {"pets": source})


def test_a_known_archive_is_fetched_and_imported(served, zipped: Path, cache: Path, monkeypatch) -> None:
    folder, address = served
    shutil.copy(zipped, folder)
    know(monkeypatch, address, known={file_sha256(zipped): "made up"})
    data_set, report = fetch("pets")
    assert [(row.name, row.found) for row in report.classes] == [("cats", 30), ("dogs", 30)]
    assert data_set.hidden.is_file()
    assert "made up" in report.notes[-1]
    assert [path.name for path in (cache / DATASETS).iterdir()] == ["pets.zip"]


def test_no_network(cache: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, NOWHERE)
    with pytest.raises(AutograderError, match=r"pets\.zip could not be fetched: .*refused") as caught:
        fetch("pets")
    assert "Connect to the network" in caught.value.next_step
    assert not list((cache / DATASETS).iterdir())
    assert not (home / "photos").exists()


@pytest.mark.parametrize("options", [{}, {"sha256": "0" * 64}])
def test_another_archive_is_refused(options: dict[str, str], zipped: Path, cache: Path, home: Path, monkeypatch):
    know(monkeypatch, NOWHERE, known={"1" * 64: "the right one"} | ({file_sha256(zipped): "it"} if options else {}))
    (cache / DATASETS).mkdir(parents=True)
    shutil.copy(zipped, cache / DATASETS)
    with pytest.raises(AutograderError, match="not the archive that was expected"):
        fetch("pets", **options)
    assert not (home / "photos").exists()


def test_an_archive_can_be_vouched_for(zipped: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, NOWHERE)
    (cache / DATASETS).mkdir(parents=True)
    shutil.copy(zipped, cache / DATASETS)
    assert fetch("pets", sha256=file_sha256(zipped).upper())[0].name == "pets"


def test_a_tar_with_its_licence(make_folder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_folder({"daisy": 30, "tulips": 30})
    (folder / "LICENSE.txt").write_text("CC BY")
    archive = Path(shutil.make_archive(str(tmp_path / "pets"), "gztar", folder.parent, folder.name))
    about = describe("Flowers", ("daisy", "tulips"), published=True, positive="tulips")
    source = Source("pets", f"{NOWHERE}/pets.tar.gz", "pets", known={file_sha256(archive): "made up"}, about=about)
    monkeypatch.setattr(fetching, "SOURCES", {"pets": source})
    (cache / DATASETS).mkdir(parents=True)
    shutil.copy(archive, cache / DATASETS)
    data_set, report = fetch("pets")
    assert data_set.description() == about
    assert data_set.licence.read_text() == "CC BY"
    assert about.warning in report.notes
    (materials_for(Profile(data_set)) / "lab" / "data" / "LICENSE.txt").read_text()


def test_nothing_is_unpacked_elsewhere(tmp_path: Path) -> None:
    archive = tmp_path / "x.tar"
    with tarfile.open(archive, "w") as tar:
        for name in ("../outside.txt", "/outside.txt", "inside/fine.txt"):
            member = tarfile.TarInfo(name)
            member.size = 2
            tar.addfile(member, io.BytesIO(b"hi"))
        link = tarfile.TarInfo("inside/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    target = tmp_path / "target"
    fetching._unpack(archive, target)
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(target.rglob("*"))] == [
        "target/inside",
        "target/inside/fine.txt",
    ]
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("kind", ["zip", "gztar"])
def test_a_bomb_is_not_unpacked(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_UNPACKED", 10_000)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "zeros").write_bytes(bytes(20_000))
    archive = Path(shutil.make_archive(str(tmp_path / "bomb"), kind, tmp_path / "x"))
    with pytest.raises(AutograderError, match="unpacks to more than"):
        fetching._unpack(archive, tmp_path / "target")


def test_a_damaged_archive_is_refused(zipped: Path, cache: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / DATASETS).mkdir(parents=True)
    damaged = cache / DATASETS / "pets.zip"
    damaged.write_bytes(zipped.read_bytes()[:-500])
    know(monkeypatch, NOWHERE, known={file_sha256(damaged): "damaged"})
    with pytest.raises(AutograderError, match="cannot be unpacked"):
        fetch("pets")
    assert not (home / "photos").exists()


def test_an_unknown_name(home: Path) -> None:
    with pytest.raises(AutograderError, match=r"no known data set 'cats'.*Known: flowers, cats_vs_dogs"):
        fetch("cats")


def test_a_wrong_checksum_leaves_nothing_in_the_cache(served, cache: Path) -> None:
    folder, address = served
    (folder / "weights.h5").write_bytes(b"other weights")
    with pytest.raises(AutograderError, match=r"weights\.h5 is not the expected file"):
        fetch_file(f"{address}/weights.h5", MODELS, sha256="0" * 64)
    assert not list((cache / MODELS).iterdir())


def test_the_image_fetches_the_weights_once(served, cache: Path, tmp_path: Path, capsys) -> None:
    folder, address = served
    (folder / "weights.h5").write_bytes(b"weights")
    wanted = Pretrained(f"{address}/weights.h5", file_sha256(folder / "weights.h5"))
    note = tmp_path / "pretrained.json"
    note.write_text(wanted.as_json())
    assert read_pretrained(note) == wanted
    for _ in range(2):
        assert pretrained.main(str(note), str(tmp_path / "image")) == 0
    assert (tmp_path / "image" / MODELS / "weights.h5").read_bytes() == b"weights"
    (folder / "weights.h5").write_bytes(b"changed")
    assert pretrained.main(str(note), str(tmp_path / "other")) == 1
    assert "not the expected file" in capsys.readouterr().err
    assert not list((tmp_path / "other" / MODELS).iterdir())


def test_weights_that_are_on_the_machine_are_not_fetched(cache: Path, tmp_path: Path) -> None:
    (cache / MODELS).mkdir(parents=True)
    (cache / MODELS / "weights.h5").write_bytes(b"weights")
    wanted = Pretrained(f"{NOWHERE}/weights.h5", file_sha256(cache / MODELS / "weights.h5"))
    assert wanted.put_into(tmp_path / "image").read_bytes() == b"weights"
    (cache / MODELS / "weights.h5").write_bytes(b"changed")
    with pytest.raises(AutograderError, match="not the expected file"):
        wanted.put_into(tmp_path / "image")


def test_the_weights_of_the_first_use_are_those_of_every_use(served, cache: Path, tmp_path: Path) -> None:
    folder, address = served
    url, record = f"{address}/weights.h5", tmp_path / "pretrained.json"
    (folder / "weights.h5").write_bytes(b"weights")
    path = recorded_weights(url, record)
    assert path.read_bytes() == b"weights"
    assert read_pretrained(record) == Pretrained(url, file_sha256(path))
    assert recorded_weights(url, record) == path

    path.write_bytes(b"swapped on this machine")
    with pytest.raises(AutograderError, match="not the expected file"):
        recorded_weights(url, record)
    path.unlink()
    (folder / "weights.h5").write_bytes(b"swapped where it is published")
    with pytest.raises(AutograderError, match="not the expected file"):
        recorded_weights(url, record)
    assert not path.exists()
    assert recorded_weights(url, tmp_path / "another.json").is_file(), "without the record it is taken"


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"url": "x", "sha256": "y", "more": 1}'])
def test_a_damaged_record_is_said_clearly(content: str, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "pretrained.json").write_text(content)
    with pytest.raises(AutograderError, match="is damaged"):
        recorded_weights(f"{NOWHERE}/weights.h5", tmp_path / "pretrained.json")


def test_a_zip_without_photos_needs_no_weights(tmp_path: Path) -> None:
    assert read_pretrained(tmp_path / "pretrained.json") is None
    assert pretrained.main(str(tmp_path / "pretrained.json"), str(tmp_path)) == 0


@pytest.mark.slow
@needs_keras_home
def test_flowers(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / DATASETS).mkdir(parents=True)
    shutil.copy(KERAS_HOME / DATASETS / "flower_photos.tgz", cache / DATASETS)
    data_set, report = fetch("flowers")
    names = ("daisy", "dandelion", "roses", "sunflowers", "tulips")
    assert [(row.name, row.found, row.train, row.validation, row.hidden) for row in report.classes] == [
        (name, 300, 40, 40, 100) for name in names
    ]
    said = data_set.description()
    assert (said.names, said.positive, said.base_knows, said.published) == (names, "tulips", BaseKnows.SOME, True)
    assert [each.one for each in said.classes] == ["daisy", "dandelion", "rose", "sunflower", "tulip"]


@pytest.mark.slow
@needs_keras_home
def test_cats_and_dogs(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(KERAS_HOME / DATASETS, cache / DATASETS)
    data_set, report = fetch("cats_vs_dogs")
    assert [(row.name, row.found, row.train, row.validation, row.hidden) for row in report.classes] == [
        ("cats", 1500, 40, 40, 100),
        ("dogs", 1500, 40, 40, 100),
    ]
    assert data_set.students.stat().st_size < 12_000_000
