"""Who handed in what, in each platform's layout: one row a person, from the platform's part of a name only."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.classes.finding import file_keys, find_class, is_class
from autograder.classes.people import HandedIn, Student, with_own_keys
from autograder.classes.platforms import ClassExport, Platform
from autograder.classes.roster import read_roster
from autograder.classes.times import when
from autograder.errors import AutograderError, SubmissionError
from autograder.submissions.choosing import find_source
from tests.submissions.samples import as_bytes, code, notebook

NAME = "hw2_build_head"
CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "exports"

needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="../shared/cases/exports, downloads of classes, is not here"
)


def work(text: object) -> bytes:
    """A notebook of somebody's."""
    return as_bytes(notebook(code(f"work = {text!r}")))


def download(folder: Path, files: Mapping[str, bytes] | Iterable[str]) -> Path:
    """A zip; without contents each notebook is different, and other files are of no use."""
    if not isinstance(files, Mapping):
        files = {name: work(name) if ".ipynb" in name else b"helper = 1" for name in files}
    path = folder / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def export(folder: Path, files: Mapping[str, bytes] | Iterable[str], roster: str = "") -> ClassExport:
    """What is found in a zip, which has to be taken for a class."""
    path = download(folder, files)
    assert is_class(path, NAME)
    known = None
    if roster:
        (folder / "roster.csv").write_text(roster)
        known = read_roster(folder / "roster.csv")
    return find_class(path, NAME, folder / "unpacked", known)


def people(found: ClassExport) -> dict[str, str]:
    """Of each latest attempt, the ids and the student's own name for what would be graded, or why nothing is."""
    rows: dict[str, str] = {}
    for item in found.handed_in:
        if item.latest:
            try:
                counted = find_source(item.path, NAME).name
            except SubmissionError as problem:
                counted = problem.message
            ids = "+".join(student.id for student in item.students)
            assert ids not in rows
            rows[ids] = counted
    assert len({item.key.casefold() for item in found.handed_in}) == len(found.handed_in)
    return rows


def whole(name: str) -> str:
    return f"{name}_{NAME}.ipynb"


def test_canvas_the_notebook_counts_whatever_lies_beside_it(tmp_path):
    found = export(
        tmp_path,
        [
            whole("doejane_101_5001"),
            "leeann_103_5003_final_v2.ipynb",
            "leeann_103_5004_utils.py",
            "obrien_106_5007_my_hw2.ipynb",
            "obrien_106_5008_pictures.zip",
            "xu_107_text.html",
            "noname_104_5005_report.pdf",
        ],
    )
    assert found.platform is Platform.CANVAS
    assert people(found) == {
        "101": whole("doejane_101_5001"),
        "103": "final_v2.ipynb",
        "106": "my_hw2.ipynb",
        "107": "'xu_107_text.html' is a web page, not a notebook.",
        "104": "noname_104_5005_report.pdf",
    }
    assert found.left_out == ()
    assert any("xu" in remark and "noname" in remark for remark in found.remarks)


def test_canvas_says_who_is_late(tmp_path):
    found = export(tmp_path, [whole("doejane_LATE_101_5001"), whole("rayb_102_5002"), "xu_LATE_103_text.html"])
    assert {item.students[0].name: bool(item.late) for item in found.handed_in} == {
        "doejane": True,
        "rayb": False,
        "xu": True,
    }


def test_canvas_anonymous(tmp_path):
    found = export(
        tmp_path,
        [
            whole("anon_kAbC1_5001"),
            whole("anon_9xYz2_LATE_5002"),
            "anon_Qw3rT_5003_final.ipynb",
            "anon_Qw3rT_5004_helper.py",
            "anon_12345_5005_1_2_x.ipynb",
            "anon_LATE_54321_5006_x.ipynb",
            "anon_LATE_7yTr5_text.html",
        ],
    )
    assert found.platform is Platform.CANVAS
    assert people(found).keys() == {"kAbC1", "9xYz2", "Qw3rT", "12345", "54321", "7yTr5"}
    assert people(found)["Qw3rT"] == "final.ipynb"
    assert [item.students[0].id for item in found.handed_in if item.late] == ["54321", "7yTr5", "9xYz2"]
    assert found.left_out == ()


def test_canvas_a_later_upload_of_the_same_notebook_counts(tmp_path):
    found = export(
        tmp_path,
        [
            "doe_101_5001_hw2_build_head.ipynb",
            "doe_101_5004_hw2_build_head-1.ipynb",
            "doe_101_5006_utils-1.py",
            "doe_101_5002_utils.py",
            whole("ray_102_5003"),
        ],
    )
    assert people(found)["101"] == "hw2_build_head-1.ipynb"
    assert [(item.attempt, item.latest) for item in found.handed_in if item.students[0].id == "101"] == [
        (2, True),
        (1, False),
    ]


def test_canvas_names_with_underscores_and_numbers(tmp_path):
    found = export(
        tmp_path,
        [
            whole("team_3_101_5001"),
            whole("van_der_berg_102_5002"),
            whole("ray_103_5003"),
            "lee_104_5004_1_hw2.ipynb",
            "team_5_105_text.html",
        ],
    )
    names = {item.students[0].id: item.students[0].name for item in found.handed_in}
    assert names == {"101": "team_3", "102": "van_der_berg", "103": "ray", "104": "lee", "105": "team_5"}
    assert found.left_out == ()


def test_canvas_a_students_file_name_is_nobody_elses_row(tmp_path):
    found = export(
        tmp_path,
        {
            whole("doe_101_5001"): work("doe"),
            whole("ray_102_5002"): work("ray"),
            "lee_103_5003_102_5009_x.ipynb": work("lee"),
            "lee_103_5004_x_LATE_102_5010_y.py": b"x = 1",
        },
    )
    assert people(found).keys() == {"101", "102", "103"}
    assert [item.students[0].name for item in found.handed_in] == ["doe", "lee", "ray"]


TEAMS = [whole("team_1_101_5001"), whole("team_2_102_5002"), "team_2_102_5003_utils.py"]


def test_canvas_where_all_names_can_be_read_in_two_ways_the_roster_decides(tmp_path):
    guessed = export(tmp_path, TEAMS[:2])
    assert people(guessed).keys() == {"101", "102"}
    assert len(guessed.left_out) == 2
    assert all("--roster FILE" in sentence for sentence in guessed.left_out)
    roster = "name,canvas_user_id,login_id,group_name\nAda A,101,ada,Team 1\nBo B,102,bo,Team 2\nCy C,103,cy,team 2\n"
    found = export(tmp_path, TEAMS, roster)
    assert people(found) == {"101": whole("team_1_101_5001"), "102+103": f"{NAME}.ipynb"}
    assert found.left_out == ()


def test_canvas_two_uploads_never_have_the_same_number(tmp_path):
    found = export(tmp_path, TEAMS)
    assert people(found) == {"101": whole("team_1_101_5001"), "102": f"{NAME}.ipynb"}
    assert found.left_out == ()


def test_who_is_not_on_the_roster_is_told_and_who_handed_in_nothing(tmp_path):
    roster = 'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Doe, Jane",101,jdoe,1\n"Xu, Li",109,lxu,1\n'
    found = export(tmp_path, [whole("doejane_101_5001"), whole("raybob_102_5002")], roster)
    assert {str(item.students[0]) for item in found.handed_in} == {"Doe, Jane", "raybob"}
    assert found.left_out == ("In the download, but not on the list of students: 'raybob (102)'.",)
    assert any("handed in nothing: 'Xu, Li'" in remark for remark in found.remarks)


def test_moodle_with_folders_and_without(tmp_path):
    found = export(
        tmp_path,
        [
            "Cleo Ray_2005_assignsubmission_file_hw2.ipynb",
            "Cleo Ray_2005_assignsubmission_file_utils.py",
            "Zoë Müller_2006_assignsubmission_file_/mine.ipynb",
            "Zoë Müller_2006_assignsubmission_file_/src/helper.py",
            "Zoë Müller_2006_assignsubmission_onlinetext_/onlinetext.html",
            "Teilnehmer/in 7_2007_assignsubmission_onlinetext.html".replace("/", ""),
            "שרה כהן_2008_assignsubmission_file_/hw2_build_head.ipynb",
        ],
    )
    assert found.platform is Platform.MOODLE
    assert people(found) == {
        "2005": "hw2.ipynb",
        "2006": "mine.ipynb",
        "2007": "'Teilnehmerin 7_2007_assignsubmission_onlinetext.html' is a web page, not a notebook.",
        "2008": "hw2_build_head.ipynb",
    }
    assert found.left_out == ()


def test_moodle_a_students_file_name_is_nobody_elses_row(tmp_path):
    found = export(
        tmp_path,
        [
            "Bob_2007_assignsubmission_file_x_123_assignsubmission_file_hw2.ipynb",
            "Ada_123_assignsubmission_file_hw2.ipynb",
        ],
    )
    assert [(item.students[0].id, item.students[0].name) for item in found.handed_in] == [
        ("123", "Ada"),
        ("2007", "Bob"),
    ]


def test_moodle_is_named_by_the_grading_worksheet(tmp_path):
    roster = "Identifier,Full name,Email address,Groups\nParticipant 2007,Bob Ray,bob@example.org,\n"
    (item,) = export(tmp_path, ["Bob_2007_assignsubmission_file_/a.ipynb"], roster).handed_in
    assert item.students == (Student("2007", "Bob Ray", "bob@example.org"),)


DATE, LATER = "2026-11-20-10-11-12", "2026-11-21-09-00-00"


def test_blackboard(tmp_path):
    found = export(
        tmp_path,
        {
            f"hw2_jdoe_attempt_{DATE}.txt": b"Name: Jane Doe (jdoe)\r\nAssignment: hw2\r\n",
            f"hw2_jdoe_attempt_{DATE}_{NAME}.ipynb": work("first"),
            f"hw2_jdoe_attempt_{LATER}_{NAME}.ipynb": work("second"),
            f"hw2_b_ray_attempt_{DATE}_answer.ipynb": work("ray"),
            f"hw2_b_ray_attempt_{DATE}_utils.py": b"x = 1",
            f"hw2_lee_attempt_{DATE}.txt": b"Name: Ann Lee\n",
            f"hw2_xu_attempt_{DATE}_hw2_jdoe_attempt_{LATER}_{NAME}.ipynb": work("xu"),
        },
    )
    assert found.platform is Platform.BLACKBOARD
    rows = people(found)
    assert rows.keys() == {"jdoe", "b_ray", "lee", "xu"}
    assert rows["b_ray"] == "answer.ipynb"
    latest = next(item for item in found.handed_in if item.students[0].id == "jdoe" and item.latest)
    assert (latest.attempt, latest.path.read_bytes()) == (2, work("second"))
    assert found.left_out == ()


def test_blackboard_user_names_with_underscores(tmp_path):
    names = [f"home_work_2_{user}_attempt_{DATE}_{NAME}.ipynb" for user in ("j_doe", "j_ray")]
    roster = "Last Name\tFirst Name\tUsername\nDoe\tJ\tj_doe\nRay\tJ\tj_ray\n"
    assert people(export(tmp_path, names, roster)).keys() == {"j_doe", "j_ray"}
    said = {f"home_work_2_j_doe_attempt_{DATE}.txt": b"Name: J (j_doe)\n", **{name: work(name) for name in names}}
    assert people(export(tmp_path, said)).keys() == {"j_doe", "j_ray"}
    alone = export(tmp_path, names[:1])
    assert "--roster FILE" in alone.left_out[0]


@pytest.mark.parametrize("between", [" - ", "/"])
def test_brightspace(between, tmp_path):
    first, second, other = "Nov 20, 2026 1103 AM", "Nov 21, 2026 903 AM", "Nov 20, 2026 1104 AM"
    found = export(
        tmp_path,
        [
            "index.html",
            f"12345-67890 - Jane Doe - {first}{between}{NAME}.ipynb",
            f"12345-67890 - Jane Doe - {second}{between}{NAME}.ipynb",
            f"12346-67891 - Bob Ray-Lee - {other}{between}answer.ipynb",
            f"12346-67891 - Bob Ray-Lee - {other}{between}utils.py",
            f"12347-67892 - Ann - Lee - {other}{between}12345-67890 - Jane Doe - {second} - x.ipynb",
        ],
    )
    assert found.platform is Platform.BRIGHTSPACE
    assert people(found).keys() == {"12345-67890", "12346-67891", "12347-67892"}
    assert people(found)["12346-67891"] == "answer.ipynb"
    assert {item.students[0].name for item in found.handed_in} == {"Jane Doe", "Bob Ray-Lee", "Ann - Lee"}
    jane = [item for item in found.handed_in if item.students[0].name == "Jane Doe"]
    assert [(item.attempt, item.latest, second in str(item.path)) for item in jane] == [
        (2, True, True),
        (1, False, False),
    ]
    assert found.left_out == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nov 20, 2026 903 PM",
        "November 20, 2026 9:03 PM",
        "20 November, 2026 2103",
        "20 nov. 2026 21 h 03".replace(" h ", "h"),
        "Freitag 20 November 2026 21.03".removeprefix("Freitag "),
        "2026-11-20 21.03",
        "20 de noviembre de 2026 2103",
    ],
)
def test_brightspaces_dates(text):
    assert when(text) == datetime(2026, 11, 20, 21, 3)


@pytest.mark.parametrize("text", ["", "2026", "20. 2026 1103", "Foo 20, 2026 1103 AM", "Feb 31, 2026 1103 AM"])
def test_a_date_that_cannot_be_read_is_no_date(text):
    assert when(text) is None


def test_brightspace_with_dates_that_cannot_be_read_nothing_is_dropped(tmp_path):
    names = [
        f"1-2 - Jane - {month} 20, 2026 1103 AM - {file}" for month, file in (("Xyz", "a.ipynb"), ("Zyx", "b.ipynb"))
    ]
    found = export(tmp_path, names)
    assert people(found) == {"1-2": "2 notebooks were handed in, and only one can count: 'a.ipynb', 'b.ipynb'."}
    assert any("dates of Jane" in remark for remark in found.remarks)


GRADESCOPE = """\
submission_1:
  :submitters:
  - :name: Ada
    :sid: '1'
    :email: ada@example.org
  - :name: Bo
    :sid: '2'
    :email: bo@example.org
submission_2:
  :submitters:
  - :name: Cy
    :sid: '3'
    :email: cy@example.org
submission_3:
  :submitters:
  - :name: Di
    :sid: '4'
    :email: di@example.org
"""


def test_gradescope_groups_and_lateness_from_its_grades(tmp_path):
    files = {
        "e/submission_metadata.yml": GRADESCOPE.encode(),
        "e/submission_1/a.ipynb": work("a"),
        "e/submission_1/utils.py": b"x = 1",
        "e/submission_2/a.ipynb": work("b"),
    }
    roster = "Name,SID,Email,Lateness (H:M:S)\nAda,1,a@x.org,26:30:00\nCy,3,c@x.org,00:00:00\nBo,2,,\nDi,4,,\n"
    found = export(tmp_path, files, roster)
    assert people(found) == {"1+2": "a.ipynb", "3": "a.ipynb"}
    late = {item.students[0].id: item.late for item in found.handed_in}
    assert late["1"] is not None
    assert late["1"].by == timedelta(hours=26, minutes=30)
    assert late["3"] is None
    assert found.left_out == ("submission_3 (Di) is listed in submission_metadata.yml, but has no files.",)


def laid_out(folder: Path, names: Iterable[str]) -> Path:
    """A class folder with these notebooks, and folders, where a name ends with a slash, that hold only a link."""
    folder.mkdir()
    for name in names:
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            (path / f"{NAME}.ipynb").symlink_to("/etc/passwd")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(work(name))
    return folder


@pytest.mark.parametrize(
    ("there", "without", "missing"),
    [
        ("Ada Ray_1_assignsubmission_file_/a.ipynb", "Bo Lee_2_assignsubmission_file_/", "Bo Lee"),
        ("7-1 - Ada Ray - Nov 20, 2026 1103 AM/a.ipynb", "7-2 - Bo Lee - Nov 20, 2026 1104 AM/", "Bo Lee"),
        ("submission_1/a.ipynb", "submission_2/", "Cy"),
    ],
)
def test_who_handed_in_nothing_that_is_a_file_has_a_row(there, without, missing, tmp_path):
    folder = laid_out(tmp_path / "class", [there, without])
    if there.startswith("submission"):
        (folder / "submission_metadata.yml").write_text(GRADESCOPE.partition("submission_3")[0])
    found = find_class(folder, NAME, tmp_path / "unpacked")
    assert sorted(people(found).values()) == ["No file was handed in.", "a.ipynb"]
    assert not found.left_out
    assert any(missing in remark and "no file" in remark for remark in found.remarks)


def test_a_plain_folder_without_files_is_told(tmp_path):
    found = find_class(laid_out(tmp_path / "class", ["ada/a.ipynb", "bo/"]), NAME, tmp_path / "unpacked")
    assert people(found) == {"ada": "a.ipynb"}
    assert found.left_out == ("The folder 'bo' holds nothing that can be graded.",)


def test_a_plain_folder(tmp_path):
    same = work("bob")
    found = export(
        tmp_path,
        {
            "class/alice.ipynb": work("alice"),
            "class/alice.py": b"x = 1",
            "class/bob.ipynb": same,
            "class/bob (1).ipynb": same,
            "class/carl.ipynb": work("carl"),
            "class/carl (1).ipynb": work("another carl"),
            "class/שרה.ipynb": work("sara"),
            "class/dora_attempt2.ipynb": work(2),
            "class/dora_attempt1.ipynb": work(1),
            "class/eve/hw2_build_head.ipynb": work("eve"),
            "class/fay.pdf": b"%PDF",
            "class/team-2.ipynb": work("team"),
            "class/Thumbs.db": b"x",
            "class/desktop.ini": b"x",
            "__MACOSX/class/._alice.ipynb": b"\0",
            "class/.DS_Store": b"x",
        },
    )
    assert found.platform is Platform.PLAIN
    assert people(found).keys() == {"alice", "bob", "carl", "carl (1)", "שרה", "dora", "eve", "fay", "team-2"}
    assert people(found)["alice"] == "alice.ipynb"
    assert people(found)["dora"] == "dora_attempt2.ipynb"
    assert any("'bob (1)' is the same as 'bob'" in remark for remark in found.remarks)
    assert any("'carl (1)' is not the same as 'carl'" in remark for remark in found.remarks)
    assert found.left_out == ()


def test_a_name_that_is_not_utf8_costs_nobody_anything(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    for name in (b"ada.ipynb", b"m\xfcller.ipynb", b"m\xfcller.py", b"z\xe9_d\xf6/x.ipynb"):
        path = folder / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(work(name) if name.endswith(b"ipynb") else b"x = 1")
    found = find_class(folder, NAME, tmp_path / "out")
    assert {item.students[0].id for item in found.handed_in} == {"ada", "müller", "zé_dö"}
    for item in found.handed_in:
        str(item.path).encode()
        assert b"work" in find_source(item.path, NAME).data


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_cannot_be_read_is_told(tmp_path):
    folder = tmp_path / "class"
    for name in ("ada", "bo"):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.ipynb").write_bytes(work(name))
    (folder / "bo").chmod(0)
    found = find_class(folder, NAME, tmp_path / "out")
    assert people(found).keys() == {"ada"}
    assert "bo" in found.left_out[0]


def test_a_very_long_name_costs_nobody_anything(tmp_path):
    found = export(tmp_path, [whole("ray_102_5002"), f"doe_101_5001_{'字' * 120}.ipynb"])
    assert people(found).keys() == {"101", "102"}


def test_one_students_zip_is_not_a_class(tmp_path):
    for names in (
        [f"{NAME}.ipynb", "a.ipynb", "b.ipynb", "c.ipynb"],
        [f"{NAME} (1).ipynb", "a/x.ipynb", "b/x.ipynb", "c/x.ipynb"],
        ["hw2/a.ipynb", "hw2/utils.py"],
    ):
        assert not is_class(download(tmp_path, names), NAME)
    assert is_class(download(tmp_path, [f"all/{name}.ipynb" for name in ("ada", "bo", "cy")]), NAME)
    assert is_class(download(tmp_path, [f"{name}/{NAME}.ipynb" for name in ("ada", "bo", "cy")]), NAME)


def handed_in(*ids: str, attempt: int = 1, latest: bool = True) -> HandedIn:
    return HandedIn(tuple(map(Student, ids)), Path("x"), attempt, latest)


def test_keys_are_never_equal():
    attempts = [
        handed_in("a_b"),
        handed_in("a", "b"),
        handed_in("a-b"),
        handed_in("a b"),
        handed_in("A_B"),
        handed_in(".."),
        handed_in(""),
        handed_in("x", attempt=1, latest=False),
        handed_in("x.attempt-1"),
        handed_in("x" * 100),
        handed_in("x" * 99),
    ]
    keys = [item.key for item in with_own_keys(attempts)]
    assert len({key.casefold() for key in keys}) == len(attempts)
    assert all(key and not key.startswith(".") and "/" not in key for key in keys)
    assert handed_in("00042").key == "00042"


def test_results_of_files_never_overwrite_each_other_or_the_folder_above(tmp_path):
    paths = []
    for name in ("a/hw2.ipynb", "b/hw2.ipynb", "b/HW2.ipynb", "b/...ipynb", "b/x y.ipynb", "b/good.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{}")
        paths.append(path)
    keys = file_keys([*paths, tmp_path / "missing.ipynb"])
    assert len({key.casefold() for key in keys.values()}) == len(paths) + 1
    assert all(key and not key.startswith(".") and "/" not in key for key in keys.values())
    assert keys[paths[-1]] == "good"


@pytest.mark.parametrize("content", [b"", b"\0\0", b"a,b\n1,2\n", b"Name\n\n"])
def test_a_roster_without_students_is_explained(content, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(AutograderError, match=r"names no students|is not a table") as caught:
        read_roster(path)
    assert "Export the list" in caught.value.next_step


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rosters_in_other_encodings(encoding, separator, tmp_path):
    path = tmp_path / "roster.csv"
    rows = [
        ("OrgDefinedId", "Username", "Last Name", "First Name", "Email"),
        ("#77", "#zm", "Müller", "Zoë", "z@x.org"),
    ]
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    roster = read_roster(path)
    for value in ("77", "ZM", "z", "z@x.org"):
        entry = roster.by_id(value)
        assert entry is not None
        assert entry.student.name == "Zoë Müller"
    assert roster.by_name("mullerzoe") is None  # other letters
    assert roster.by_name("müllerzoë") is not None


EXPORTS = {
    "e1_canvas": {
        "101": "",
        "102": "late",
        "103": "",
        "104": "PDF",
        "105": "",
        "106": "",
        "107": "web page",
        "108": "late",
    },
    "e2_canvas_anonymous": {"kAbC1": "", "9xYz2": "late", "Qw3rT": ""},
    "e4_moodle_flat": {"2005": "", "2006": "", "2007": "web page"},
    "e5_blackboard": {"jdoe": "", "bray": ""},
    "e7_brightspace": {"12345-67890": "", "12346-67891": "", "12347-67892": ""},
    "e8_plain": {"alice": "", "bob": "", "Copy of hw2_build_head": "", "שרה": "", "dora": ""},
}


FILES = st.sampled_from(
    [
        "hw2_build_head.ipynb",
        "x.ipynb",
        "102_5009_x.ipynb",
        "1_2_3.ipynb",
        "y_LATE_102_5010_z.ipynb",
        "x_123_assignsubmission_file_hw2.ipynb",
        f"hw2_ada_attempt_{LATER}_a.ipynb",
        "11-12 - Ada Lee - Nov 21, 2026 903 AM - x.ipynb",
        "text.ipynb",
    ]
)
PREFIXES = {
    Platform.CANVAS: {"ada_101_{}_": "101", "bo_LATE_102_{}_": "102", "van_dyk_103_{}_": "103"},
    Platform.MOODLE: {
        "Ada Lee_101_assignsubmission_file_": "101",
        "Bo Ek_123_assignsubmission_file_": "123",
        "Cy_5 Ng_103_assignsubmission_file_": "103",
    },
    Platform.BLACKBOARD: {
        f"hw2_ada_attempt_{DATE}_": "ada",
        f"hw2_bo_attempt_{DATE}_": "bo",
        f"hw2_cy_attempt_{LATER}_": "cy",
    },
    Platform.BRIGHTSPACE: {
        "11-12 - Ada Lee - Nov 20, 2026 1103 AM - ": "11-12",
        "12-13 - Bo Ek - Nov 20, 2026 1104 AM - ": "12-13",
        "13-14 - C - D - Nov 20, 2026 1104 AM - ": "13-14",
    },
}


@pytest.mark.parametrize("platform", PREFIXES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(FILES, min_size=1, max_size=3, unique=True), min_size=3, max_size=3))
def test_each_file_is_its_own_students_whatever_it_is_called(platform, files, tmp_path):
    """Nothing is lost, and nobody's work comes into another's row."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    number = 5000
    for (prefix, owner), names in zip(PREFIXES[platform].items(), files, strict=True):
        # Each has one file with an ordinary name.
        for name in {"ordinary.ipynb": None, **dict.fromkeys(names)}:
            number += 1
            (folder / f"{prefix.format(number)}{name}").write_bytes(f"{owner} {name}".encode())
    found = find_class(folder, NAME, tmp_path / "out")
    assert found.platform is platform
    there = {}
    for item in found.handed_in:
        paths = [item.path] if item.path.is_file() else [path for path in item.path.rglob("*") if path.is_file()]
        for path in paths:
            owner, _, name = path.read_text().partition(" ")
            assert [student.id for student in item.students] == [owner]
            there.setdefault(owner, set()).add(name)
    wanted = zip(PREFIXES[platform].values(), files, strict=True)
    assert there == {owner: {"ordinary.ipynb", *names} for owner, names in wanted}


@needs_cases
@pytest.mark.parametrize("case", EXPORTS)
def test_real_downloads(case, tmp_path):
    from autograder.submissions.notebook import load_submission

    path = CASES / f"{case}.zip"
    assert is_class(path, NAME)
    found = find_class(path, NAME, tmp_path)
    rows = {}
    for item in found.handed_in:
        if not item.latest:
            continue
        (student,) = item.students
        rows[student.id] = "late" if item.late else ""
        try:
            assert len(load_submission(item.path, NAME).cells) == 22
        except SubmissionError as problem:
            rows[student.id] = next(word for word in ("PDF", "web page") if word in problem.message)
    assert rows == EXPORTS[case]
    assert found.left_out == ()
