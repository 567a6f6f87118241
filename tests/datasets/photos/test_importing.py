"""Folders: what is made of good ones, what is said of bad ones, and that nothing is left half-written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.datasets.photos import importing
from autograder.datasets.photos.importing import import_photos
from autograder.datasets.photos.reading import Remark, Unusable
from autograder.datasets.photos.report import Clash
from autograder.datasets.photos.store import data_set_name, data_sets, find_data_set, imported_from
from autograder.errors import AutograderError
from tests.datasets.photos.conftest import picture, save

LEAST = 28


def arrays(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as found:
        return dict(found)


def nothing_is_left(home: Path) -> bool:
    return not list((home / "photos").glob("*")) if (home / "photos").exists() else True


def test_three_balanced_sets_share_no_photo(make_folder) -> None:
    data_set, report = import_photos(make_folder({"cats": 60, "dogs": 50, "owls": 100}))
    students, hidden, pool = (arrays(path) for path in (data_set.students, data_set.hidden, data_set.pool))
    assert data_set.name == "pets"
    assert students["class_names"].tolist() == hidden["class_names"].tolist() == ["cats", "dogs", "owls"]
    assert np.bincount(students["y_train"]).tolist() == np.bincount(students["y_val"]).tolist() == [11, 11, 11]
    assert np.bincount(hidden["y"]).tolist() == [28, 28, 28]
    assert students["x_train"].dtype == np.uint8
    assert students["x_train"].shape[1:] == (96, 96, 3)
    sets = [{picture.tobytes() for picture in x} for x in (students["x_train"], students["x_val"], pool["x"])]
    assert [len(found) for found in sets] == [33, 33, 210 - 66]
    assert not sets[0] & sets[1]
    assert not (sets[0] | sets[1]) & sets[2]
    assert {picture.tobytes() for picture in hidden["x"]} < sets[2]
    assert [row.pool for row in report.classes] == [38, 28, 78]
    assert not report.findings


def test_the_secret_decides_the_sets(make_folder, home: Path) -> None:
    folder = make_folder({"cats": 40, "dogs": 40})
    first = import_photos(folder, "one")[0]
    again = import_photos(folder, "two")[0]
    (home / "secret-seed").write_text("7")
    other = import_photos(folder, "three")[0]
    for name in ("students", "hidden", "pool"):
        one, two, three = ((data_set.folder / f"{name}.npz").read_bytes() for data_set in (first, again, other))
        assert one == two != three


def test_labels_fit_the_photos(make_folder) -> None:
    folder = make_folder({"cats": LEAST, "dogs": LEAST})
    for path in (folder / "cats").iterdir():
        image = picture(int(path.stem))
        image.paste("red", (0, 0, 120, 50))
        image.save(path)
    data_set, _ = import_photos(folder)
    students = arrays(data_set.students)
    red = students["x_train"][:, 10, :, 0].mean(axis=1) > 250
    assert (red == (students["y_train"] == 0)).all()


def test_odd_files_are_reported(make_folder) -> None:
    folder = make_folder({"cats": 30, "dogs": 30})
    (folder / "cats" / "list.jpg").write_text("bread, milk")
    (folder / "cats" / "notes.txt").write_text("cats")
    (folder / "cats" / ".DS_Store").write_text("")
    (folder / ".git").mkdir()
    half = save(folder / "dogs" / "half.jpg", 901)
    half.write_bytes(half.read_bytes()[:900])
    save(folder / "dogs" / "moving.gif", 902, save_all=True, append_images=[picture(903)])
    picture(904, (40, 40)).save(folder / "dogs" / "small.png")
    picture(905, (400, 300)).save(folder / "dogs" / "paper.jpg", quality=95)
    picture(905, (200, 150)).save(folder / "dogs" / "copy of paper.jpg", quality=60)
    _, report = import_photos(folder)
    told = {kind: files for kind, files in report.findings.items() if kind is not Remark.CONVERTED}
    assert told == {
        Unusable.NO_PICTURE: ["cats/list.jpg"],
        Unusable.DAMAGED: [told[Unusable.DAMAGED][0]],
        Remark.ANIMATED: ["dogs/moving.gif (GIF with 2 pages)"],
        Remark.ENLARGED: ["dogs/small.png (40 × 40)"],
        Clash.DUPLICATE: ["dogs/copy of paper.jpg = dogs/paper.jpg"],
    }
    assert "dogs/half.jpg" in told[Unusable.DAMAGED][0]
    assert (report.hidden_files, report.other_files) == (2, 1)
    assert [(row.found, row.usable) for row in report.classes] == [(31, 30), (35, 34)]


def test_one_photo_in_two_classes_is_used_in_none(make_folder) -> None:
    folder = make_folder({"cats": 30, "dogs": 30})
    shutil.copy(folder / "cats" / "004.png", folder / "dogs" / "twin.png")
    data_set, report = import_photos(folder)
    assert report.findings[Clash.CONFLICT] == ["cats/004.png = dogs/twin.png"]
    assert [row.usable for row in report.classes] == [29, 30]
    twin = np.asarray(importing.read_photo(folder / "dogs" / "twin.png").pixels)
    students, pool = arrays(data_set.students), arrays(data_set.pool)
    assert not any((x == twin).all(axis=(1, 2, 3)).any() for x in (students["x_train"], students["x_val"], pool["x"]))


def test_blanks_and_letters_of_all_alphabets(make_folder, home: Path) -> None:
    folder = make_folder({"Große Füchse": LEAST, "кошки и 猫": LEAST})
    for path in (folder / "Große Füchse").iterdir():
        path.rename(path.with_name(f"Bild Nr. {path.stem} ü.PNG"))
    folder = folder.rename(folder.with_name("Meine Tiere (2024) ä"))
    data_set, report = import_photos(folder)
    assert data_set.name == "Meine-Tiere-2024-ä"
    assert arrays(data_set.students)["class_names"].tolist() == ["Große Füchse", "кошки и 猫"]
    assert find_data_set("Meine-Tiere-2024-ä") == data_set == imported_from(folder)
    json.dumps(report.as_json()).encode("ascii")


def test_folders_that_are_split_already_are_put_together(make_folder, tmp_path: Path) -> None:
    folder = make_folder({"cats": 40, "dogs": 40})
    for name in ("cats", "dogs"):
        target = tmp_path / "split" / "validation" / name
        target.mkdir(parents=True)
        for path in sorted((folder / name).iterdir())[:10]:
            path.rename(target / path.name)
    folder.rename(tmp_path / "split" / "train")
    _, report = import_photos(tmp_path / "split")
    assert [(row.name, row.found) for row in report.classes] == [("cats", 40), ("dogs", 40)]


def test_many_classes_get_fewer_photos_each(make_folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 1_500_000)
    data_set, report = import_photos(make_folder({f"class {letter}": 100 for letter in "abc"}))
    assert data_set.students.stat().st_size < 1_500_000
    (note,) = report.notes
    assert f"they receive {report.classes[0].train} training" in note
    assert 8 <= report.classes[0].train < 22


def test_too_many_classes_are_refused(make_folder, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 100_000)
    with pytest.raises(AutograderError, match="3 classes do not fit"):
        import_photos(make_folder({f"class {letter}": LEAST for letter in "abc"}))
    assert nothing_is_left(home)


def test_of_very_many_some_are_chosen(make_folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_PER_CLASS", 35)
    _, report = import_photos(make_folder({"cats": 50, "dogs": 30}))
    assert [(row.found, row.usable) for row in report.classes] == [(50, 35), (30, 30)]
    assert report.notes == ["cats has 50 files; 35 of them were chosen at random."]


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({}, "There is no folder"),
        ({"cats": 50}, r"photos of one class only \(cats\)"),
        ({"cats": 50, "dogs": 0}, r"photos of one class only \(cats\)"),
        ({"cats": 50, "dogs": LEAST - 1}, "The class dogs has 27 usable photos"),
        ({f"class {number}": 1 for number in range(21)}, "has 21 classes, and 20 are the most"),
        ({"cats": 1, "x" * 200: 1}, f"The class {'x' * 30}… has a name of 200 characters, and 60 are the most"),
        ({"cats": 1, "do\u202egs": 1}, "the class do\ufffdgs contains an invisible character"),
        ({"cats": 1, "do\x1b[31mgs": 1}, "the class do\ufffd.31mgs contains an invisible character"),
    ],
)
def test_too_little_is_refused(counts: dict[str, int], message: str, make_folder, home: Path) -> None:
    folder = make_folder(counts)
    for name in counts:
        (folder / name).mkdir(exist_ok=True)
    with pytest.raises(AutograderError, match=message) as caught:
        import_photos(folder)
    assert caught.value.next_step
    assert nothing_is_left(home)


def test_the_same_photos_in_two_classes_are_refused(make_folder, home: Path) -> None:
    folder = make_folder({"cats": 30, "dogs": 30})
    shutil.copytree(folder / "cats", folder / "kittens")
    with pytest.raises(AutograderError, match="The class cats has 0 usable photos") as caught:
        import_photos(folder)
    assert "30 photos are in more than one class (cats/000.png = kittens/000.png)" in caught.value.next_step
    assert nothing_is_left(home)


def test_a_fifth_that_cannot_be_used_is_refused(make_folder, home: Path) -> None:
    folder = make_folder({"cats": 30, "dogs": 30})
    for number in range(14):
        (folder / "cats" / f"x{number:02}.jpg").write_bytes(b"text")
    import_photos(folder, "fewer")
    (folder / "cats" / "y.jpg").write_bytes(b"text")
    with pytest.raises(
        AutograderError, match=r"^15 of 75 photos cannot be used; cats/x00\.jpg is not a picture"
    ) as caught:
        import_photos(folder)
    assert "--accept-losses" in caught.value.next_step
    assert [data_set.name for data_set in data_sets()] == ["fewer"]
    done = CliRunner().invoke(app, ["data", "import", str(folder), "--accept-losses"])
    assert done.exit_code == 0, done.output
    assert find_data_set("pets").labels == ("cats", "dogs")


def test_names_of_classes_in_any_script_and_with_quotes(make_folder) -> None:
    names = ["'single' \"double\" \\ `code` {x}", "חתולים", "🐈‍⬛"]
    data_set, _ = import_photos(make_folder(dict.fromkeys(names, LEAST)))
    said = data_set.description()
    assert said.names == data_set.labels == tuple(sorted(names))
    assert [each.one for each in said.classes[1:]] == ["חתולים", "🐈‍⬛"]
    assert all(f"is_{each.identifier}".isidentifier() for each in said.classes)
    assert said.for_lab((1, 2, 4, 8))["positive"] == said.names[0]


def test_what_was_written_about_the_same_classes_is_kept(make_folder) -> None:
    folder = make_folder({"cats": LEAST, "mice": LEAST})
    data_set, _ = import_photos(folder)
    assert [(each.one, each.many) for each in data_set.description().classes] == [("cat", "cats"), ("mice", "mices")]
    text = data_set.description_file.read_text().replace('"mices"', '"mice"').replace('one = "mice"', 'one = "mouse"')
    data_set.description_file.write_text(text.replace('positive = "cats"', 'positive = "mice"'))
    assert import_photos(folder, replace=True)[0].description().wanted.one == "mouse"
    shutil.copytree(folder / "cats", folder / "owls")
    shutil.rmtree(folder / "mice")
    for number, path in enumerate(sorted((folder / "owls").iterdir())):
        save(path, 5000 + number)
    assert import_photos(folder, replace=True)[0].description().names == ("cats", "owls")


def test_the_width_of_the_base_is_chosen_and_kept(make_folder, home: Path) -> None:
    folder = make_folder({"cats": LEAST, "dogs": LEAST})
    with pytest.raises(AutograderError, match=r"with alpha 0\.35, 0\.5, 0\.75 or 1\.0, and none with 1\.4"):
        import_photos(folder, alpha=1.4)
    assert nothing_is_left(home)
    assert import_photos(folder)[0].description().alpha == 1.0
    done = CliRunner().invoke(app, ["data", "import", str(folder), "--replace", "--alpha", "0.5"])
    assert done.exit_code == 0, done.output
    assert import_photos(folder, replace=True)[0].description().alpha == 0.5


@pytest.mark.parametrize("content", [(), ("photo.png",), ("cats/", "dogs/")])
def test_a_folder_without_classes_is_refused(content: tuple[str, ...], tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for name in content:
        (folder / name).mkdir() if name.endswith("/") else save(folder / name, 1)
    with pytest.raises(AutograderError, match="no sub-folder with photos"):
        import_photos(folder)
    assert nothing_is_left(home)


def test_a_folder_full_of_text_is_refused(tmp_path: Path, home: Path) -> None:
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(30):
            (tmp_path / "pets" / name / f"{number}.jpg").write_text("text")
    with pytest.raises(AutograderError, match="has 0 usable photos") as caught:
        import_photos(tmp_path / "pets")
    assert "60 files could not be used; cats/0.jpg is not a picture" in caught.value.next_step
    assert nothing_is_left(home)


@pytest.mark.parametrize("problem", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("replace", [False, True])
def test_an_interrupt_leaves_things_as_they_were(
    problem: BaseException, replace: bool, make_folder, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder({"cats": LEAST, "dogs": LEAST})
    before = import_photos(folder)[0].students.read_bytes() if replace else None

    def fail(*args: object) -> None:
        raise problem

    monkeypatch.setattr(importing, "_write_json", fail)
    with pytest.raises((KeyboardInterrupt, AutograderError)):
        import_photos(folder, replace=replace)
    if before is None:
        assert nothing_is_left(home)
    else:
        assert [path.name for path in (home / "photos").iterdir()] == ["pets"]
        assert find_data_set("pets").students.read_bytes() == before


def test_a_name_is_taken_once(make_folder) -> None:
    folder = make_folder({"cats": LEAST, "dogs": LEAST})
    import_photos(folder)
    with pytest.raises(AutograderError, match="already"):
        import_photos(folder)
    import_photos(folder, replace=True)
    assert [data_set.name for data_set in data_sets()] == ["pets"]


@pytest.mark.parametrize("name", ["", "..", "/", "photos", "doodles", "-"])
def test_some_names_are_refused(name: str) -> None:
    with pytest.raises(AutograderError, match="cannot be called"):
        data_set_name(name)


def test_names_stay_inside_the_folder_of_data_sets() -> None:
    assert data_set_name("../../etc/passwd") == "etc-passwd"


def test_the_command(make_folder, tmp_path: Path) -> None:
    folder = make_folder({"cats": LEAST, "[bold]dogs": LEAST})
    (folder / "cats" / "list [1].jpg").write_text("x")
    done = CliRunner().invoke(app, ["data", "import", str(folder), "--out", "my pets"])
    assert done.exit_code == 0, done.output
    assert "[bold]dogs" in done.stdout
    assert "list [1].jpg" in done.stdout
    done = CliRunner().invoke(app, ["data", "import", str(folder), "--json"])
    found = json.loads(done.stdout)
    assert found["name"] == "pets"
    assert [row["train"] for row in found["classes"]] == [8, 8]
    assert found["findings"][0]["kind"] == "no_picture"
