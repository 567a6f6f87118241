"""What a class handed in, in each platform's layout: who, which attempt, which file."""

from __future__ import annotations

import dataclasses
import os
import zipfile
from pathlib import Path

import pytest

from autograder.classes import finding
from autograder.classes.finding import digest_of, find_class, is_class
from autograder.classes.platforms import Platform
from autograder.errors import AutograderError
from autograder.submissions.choosing import find_source

NAME = "hw9_toy"


def make(folder: Path, *names: str, content: str = "{}") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content + name)
    return folder


def found(folder: Path, tmp_path: Path):
    return find_class(folder, NAME, tmp_path / "unpacked")


def brief(result):
    return [(str(i.students[0]), i.students[0].id, i.attempt, i.latest, i.path.name) for i in result.handed_in]


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return path


GRADESCOPE = """\
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '00042'
    :email: ada@example.org
  :created_at: 2026-09-01 12:00:00.000000000 Z
submission_102:
  :submitters:
  - :name: Bo Ek
    :sid: 00077
    :email: bo@example.org
  - :name: Cy Ng
    :sid: ''
    :email: cy@example.org
  :created_at: 2026-09-01 13:00:00.000000000 Z
submission_103:
  :submitters:
  - :name: Ada Lovelace
    :sid: '00042'
    :email: ada@example.org
  :created_at: 2026-09-02 12:00:00.000000000 Z
submission_104:
  :submitters:
  - :name: Nobody
    :sid: '1'
"""


def test_gradescope(tmp_path):
    folder = make(
        tmp_path / "export",
        "assignment_1_export/submission_101/hw9_toy.ipynb",
        "assignment_1_export/submission_102/mine.ipynb",
        "assignment_1_export/submission_103/hw9_toy.ipynb",
        "assignment_1_export/submission_999/hw9_toy.ipynb",
    )
    (folder / "assignment_1_export" / "submission_metadata.yml").write_text(GRADESCOPE)
    result = found(folder, tmp_path)
    assert result.platform is Platform.GRADESCOPE
    assert brief(result) == [
        ("Ada Lovelace", "00042", 2, True, "submission_103"),
        ("Ada Lovelace", "00042", 1, False, "submission_101"),
        ("Bo Ek", "00077", 1, True, "submission_102"),
    ]
    assert [student.id for student in result.handed_in[2].students] == ["00077", "cy@example.org"]
    assert result.handed_in[0].key == "00042"
    assert result.handed_in[1].key == "00042.attempt-1"
    assert any("submission_104" in remark for remark in result.remarks)
    assert any("submission_999" in remark for remark in result.remarks)


@pytest.mark.parametrize("text", ["[", "- a\n", "a: &a [*a]\n", "\xff"])
def test_metadata_that_cannot_be_read_is_explained(tmp_path, text):
    folder = make(tmp_path / "export", "submission_1/a.ipynb")
    (folder / "submission_metadata.yml").write_bytes(text.encode("latin1"))
    with pytest.raises(AutograderError, match=r"YAML|lists no|No submissions"):
        found(folder, tmp_path)


def test_canvas_also_as_a_zip(tmp_path):
    folder = make(
        tmp_path / "canvas",
        "lovelaceada_12345_67890_hw9_toy-2.ipynb",
        "lovelaceada_12345_67001_hw9_toy.ipynb",
        "ekbo_LATE_222_99_Untitled.ipynb",
        "ekbo_LATE_222_98_picture.png",
        "ngcy_333_97_essay.pdf",
    )
    path = zipped(folder, tmp_path / "submissions.zip")
    assert is_class(path)
    expected = [
        ("ekbo", "222", 1, True, None),
        ("lovelaceada", "12345", 2, True, "lovelaceada_12345_67890_hw9_toy-2.ipynb"),
        ("lovelaceada", "12345", 1, False, "lovelaceada_12345_67001_hw9_toy.ipynb"),
        ("ngcy", "333", 1, True, "ngcy_333_97_essay.pdf"),
    ]
    for result in (found(folder, tmp_path), found(path, tmp_path)):
        assert result.platform is Platform.CANVAS
        together = next(item for item in result.handed_in if item.students[0].id == "222")
        assert sorted(path.name for path in together.path.iterdir()) == ["Untitled.ipynb", "picture.png"]
        assert [(*one[:4], one[4] if one[1] != "222" else None) for one in brief(result)] == expected
    again = found(path, tmp_path)
    assert find_source(again.handed_in[0].path, NAME).name == "Untitled.ipynb"
    assert again.handed_in[1].path.is_file()


def test_moodle_with_folders_and_without(tmp_path):
    folder = make(
        tmp_path / "moodle",
        "Ada Lovelace_123_assignsubmission_file_/hw9_toy.ipynb",
        "Bo van der Ek_124_assignsubmission_file/x.ipynb",
        "Cy Ng_125_assignsubmission_file_mine.ipynb",
        "Cy Ng_125_assignsubmission_file_plot.png",
    )
    result = found(zipped(folder, tmp_path / "m.zip"), tmp_path)
    assert result.platform is Platform.MOODLE
    assert [(name, number) for name, number, *_ in brief(result)] == [
        ("Ada Lovelace", "123"),
        ("Bo van der Ek", "124"),
        ("Cy Ng", "125"),
    ]
    assert find_source(result.handed_in[2].path, NAME).name == "mine.ipynb"


def test_a_plain_folder(tmp_path):
    folder = make(
        tmp_path / "class",
        "alice.ipynb",
        "bob.py",
        "carol_attempt2.ipynb",
        "carol_attempt10.ipynb",
        "dave_2026_01_15T10_20_30_123456.zip",
        "dave_2026_01_14T10_20_30_123456.zip",
        "eve/hw9_toy.ipynb",
        "hw9_toy_2026_01_14T10_20_30_123456.zip",
        "hw9_toy_2026_01_14T10_20_30_999999.zip",
        "notes.txt",
        "empty/readme.txt",
        "__MACOSX/alice.ipynb",
        ".hidden.ipynb",
    )
    (folder / "link.ipynb").symlink_to(folder / "alice.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    result = found(folder, tmp_path)
    assert result.platform is Platform.PLAIN
    assert [(name, attempt, latest) for name, _, attempt, latest, _ in brief(result)] == [
        ("alice", 1, True),
        ("bob", 1, True),
        ("carol", 2, True),
        ("carol", 1, False),
        ("dave", 2, True),
        ("dave", 1, False),
        ("eve", 1, True),
        ("hw9_toy_2026_01_14T10_20_30_123456", 1, True),
        ("hw9_toy_2026_01_14T10_20_30_999999", 1, True),
    ]
    carol = [item for item in result.handed_in if item.students[0].id == "carol" and item.latest]
    assert carol[0].path.name == "carol_attempt10.ipynb"
    assert any("notes.txt" in remark for remark in result.remarks)
    assert [remark for remark in result.left_out if "'empty'" in remark]
    assert [remark for remark in result.left_out if "'.hidden.ipynb'" in remark]


def test_keys_are_file_names_and_different(tmp_path):
    folder = make(tmp_path / "class", "a b.ipynb", "a-b.ipynb", "Å.ipynb", "..ipynb.ipynb", "x" * 200 + ".ipynb")
    keys = [item.key for item in found(folder, tmp_path).handed_in]
    assert len(set(keys)) == len(keys)
    assert all("/" not in key and not key.startswith(".") and len(key) < 100 for key in keys)


def test_nothing_is_explained(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(AutograderError, match="No submissions were found"):
        found(tmp_path / "empty", tmp_path)


def test_a_damaged_zip_is_explained(tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(b"PK\x03\x04 cut")
    assert not is_class(path)
    with pytest.raises(AutograderError, match="damaged"):
        found(path, tmp_path)


def test_one_students_zip_is_not_a_class(tmp_path):
    folder = make(tmp_path / "one", "hw9_toy.ipynb", "lab/__init__.py", "scratch.ipynb")
    assert not is_class(zipped(folder, tmp_path / "one.zip"))


def test_a_zip_that_leads_out_of_the_folder_is_refused(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../ada_1_2_hw9_toy.ipynb", "{}")
    with pytest.raises(AutograderError, match="not accepted"):
        found(path, tmp_path)
    assert not (tmp_path / "ada_1_2_hw9_toy.ipynb").exists()


def entry(name, mode=0):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


CLASS_ATTACKS = {
    "climbs": [entry("../ada_1_2_a.ipynb")],
    "climbs from a folder": [entry("bob_1_2_x/../../ada_1_2_a.ipynb")],
    "climbs the Windows way": [entry("..\\ada_1_2_a.ipynb")],
    "is absolute": [entry("/tmp/ada_1_2_a.ipynb")],
    "has a drive": [entry("C:/ada_1_2_a.ipynb")],
    "is a link": [entry("ada_1_2_a.ipynb", 0o120777)],
    "goes through a link": [entry("ada_1_2_out", 0o120777), entry("ada_1_2_out/a.ipynb")],
    "is a device": [entry("ada_1_2_a.ipynb", 0o020666)],
    "is there twice": [entry("ada_1_2_a.ipynb"), entry("./ada_1_2_a.ipynb")],
    "is a file and a folder": [entry("ada_1_2_a"), entry("ada_1_2_a/b.ipynb")],
    "is too deep": [entry("x/" * 40 + "ada_1_2_a.ipynb")],
    "is too long": [entry("ada_1_2_" + "x" * 1100 + ".ipynb")],
}


@pytest.mark.parametrize("attack", CLASS_ATTACKS)
def test_a_class_export_is_never_extracted_outside_its_folder(attack, tmp_path):
    inside = tmp_path / "somewhere" / "unpacked"
    inside.mkdir(parents=True)
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bob_3_4_hw9_toy.ipynb", "{}")
        for info in CLASS_ATTACKS[attack]:
            archive.writestr(info, "../../out")
    before = {entry for entry in tmp_path.rglob("*") if inside not in entry.parents}
    with pytest.raises(AutograderError) as caught:
        find_class(path, "hw9_toy", inside)
    assert len(str(caught.value)) < 400
    assert {entry for entry in tmp_path.rglob("*") if inside not in entry.parents} == before
    assert not [entry for entry in inside.rglob("*") if entry.is_symlink()]


def test_a_zip_of_very_many_files_is_counted_before_it_is_read(tmp_path, monkeypatch):
    """``ZipFile`` makes an object for each, and a class is looked for in every zip that is named."""
    limits = dataclasses.replace(finding.CLASS_LIMITS, members=50)
    monkeypatch.setattr(finding, "CLASS_LIMITS", limits)
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(60):
            archive.writestr(f"ada_{number}_2_hw9_toy.ipynb", "{}")
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda self: pytest.fail("it was read"))
    assert not is_class(path)
    with pytest.raises(AutograderError, match="more than 50 files"):
        find_class(path, "hw9_toy", tmp_path / "unpacked")


def test_no_more_is_read_of_a_file_than_is_accepted(tmp_path):
    endless = tmp_path / "a.ipynb"
    endless.write_bytes(b"{}")
    digests = set()
    for size in (2 * 10**8, 4 * 10**11):  # which would take minutes
        os.truncate(endless, size)
        digests.add(digest_of(endless))
    assert len(digests) == 2


def test_a_digest_changes_with_content_names_and_ending_only(tmp_path):
    folder = make(tmp_path / "a", "x.ipynb")
    before = digest_of(folder)
    assert digest_of(make(tmp_path / "b", "x.ipynb")) == before
    assert digest_of(make(tmp_path / "c", "y.ipynb")) != before
    first, second, script = tmp_path / "1.ipynb", tmp_path / "2.ipynb", tmp_path / "3.py"
    for path in (first, second, script):
        path.write_text("{}")
    assert digest_of(first) == digest_of(second) != digest_of(script)
