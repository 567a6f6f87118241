"""What is fuzzed: for each reader, inputs to try and how to feed them."""

from __future__ import annotations

import codecs
import copy
import io
import json
import os
import random
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checks import CheckFailed, expect_integer, expect_number, expect_shape
from autograder.checks.answers import in_words
from autograder.classes.platforms import read_folder
from autograder.classes.roster import read_roster
from autograder.classes.similarity import alike
from autograder.course import Assignment
from autograder.course.attempts import EarlierAnswers
from autograder.course.identity import KnownAs
from autograder.course.lateness import LatePolicy, SubmissionTimes
from autograder.errors import AutograderError, SubmissionError
from autograder.exchange.deadline import at_most
from autograder.exchange.frames import Channel, Frame, WireError, encode
from autograder.exchange.messages import decode_answer, decode_student_event, went_well
from autograder.exchange.models import UnsafeModel, rebuild_history, rebuild_model
from autograder.gradescope.results_json import to_gradescope
from autograder.gradescope.run import read_metadata
from autograder.results import Check, Outcome, Report, Status
from autograder.submissions.archive import Archive
from autograder.submissions.check_log import NAME as NAME_OF_LOG
from autograder.submissions.check_log import read_efforts
from autograder.submissions.names import name_in
from autograder.submissions.notebook import Cell, load_submission
from autograder.submissions.restoring import restore
from autograder.submissions.skipping import left_out
from autograder.texts import clean, one_line
from tests.fuzzing.watching import watched
from tests.submissions.samples import GOOD, NAME

ASSIGNMENT = Assignment(name="hw1_why_transfer", title="One", minutes=1, points=1)

WORDS = (
    *("cells", "cell_type", "code", "source", "input", "worksheets", "id", "metadata", "tags", "otter", "autograder"),
    *("assignment_name", "hw3_x", "otter.Notebook('hw2.ipynb')", "# %%", "nbformat", "outputs", "$", "dict", "items"),
    *("tuple", "set", "array", "index", "object", "kind", "model", "handle", "number", "opaque", "type", "text", "ok"),
    *("module", "class_name", "config", "registered_name", "keras.layers", "Lambda", "__lambda__", "os", "system"),
    *("builtins", "eval", "function", "keras.saving", "load_model", "__keras_tensor__", "__tensor__", "Dense", "name"),
    *("units", "layers", "inbound_nodes", "batch_shape", "dtype", "float32", "shape", "../a", "/etc/passwd", "\0", ""),
)
NUMBERS = (0, 1, -1, 2, 3, 255, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**30, 0.5, 1e308, float("inf"), float("nan"))


@dataclass(frozen=True)
class Target:
    """One reader.

    Attributes:
        name: of it.
        share: of all inputs that are its own.
        make: makes an input of a seed.
        feed: reads an input; raises for anything but a proper result or a refusal in words.
    """

    name: str
    share: float
    make: Callable[[int], Any]
    feed: Callable[[Any], None]


def scalar(chance: random.Random) -> Any:
    return chance.choice((*WORDS, *NUMBERS, None, True, False, [], {}, "x" * 300))


def tree(chance: random.Random, depth: int = 0) -> Any:
    """A random JSON value whose keys and words mean something to our readers."""
    if depth > 5 or chance.random() < 0.4:
        return scalar(chance)
    if chance.random() < 0.5:
        return [tree(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(WORDS): tree(chance, depth + 1) for _ in range(chance.randrange(5))}


def mutated(value: Any, chance: random.Random) -> Any:
    """A copy with one to four parts replaced, removed, or put elsewhere."""
    value = copy.deepcopy(value)
    for _ in range(chance.randint(1, 4)):
        places = list(_places(value))
        if not places:
            return tree(chance)
        holder, key = chance.choice(places)
        match chance.randrange(5):
            case 0 if isinstance(holder, dict):
                holder[chance.choice(WORDS)] = holder.pop(key)
            case 1:
                del holder[key]
            case 2:
                other, place = chance.choice(places)
                with suppress(KeyError, IndexError):  # gone with another part
                    holder[key] = copy.deepcopy(other[place])
            case 3:
                holder[key] = tree(chance)
            case _:
                holder[key] = scalar(chance)
    return value


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield value, key
        yield from _places(item)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, removed or doubled."""
    for _ in range(chance.randrange(4)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 1, 2, 4, 40)))
        piece = chance.choice((b"", chance.randbytes(end - start), data[start:end] * 2, b"\xff", b"[", b"9" * 30))
        data = data[:start] + piece + data[end:]
    return data


for _codec in ("cp437", "cp1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
    codecs.lookup(_codec)  # which imports it; while reading, nothing is to be imported


@cache
def place() -> Path:
    """A folder for the files that are read."""
    folder = tempfile.TemporaryDirectory(prefix="autograder-fuzz-")
    _kept.append(folder)
    return Path(folder.name)


_kept: list[Any] = []


# --- notebooks


def notebook_bytes(seed: int) -> tuple[str, bytes]:
    chance = random.Random(seed)
    name = chance.choice(("a.ipynb", "a.ipynb", "a.ipynb", "a.py", "a.ipynb.txt"))
    match chance.randrange(4):
        case 0:
            return name, damaged(GOOD, chance)
        case 1:
            return name, json.dumps(tree(chance)).encode(chance.choice(("utf-8", "utf-16", "utf-32")))
        case 2:
            return name, chance.randbytes(chance.randrange(80))
    return name, damaged(json.dumps(mutated(json.loads(GOOD), chance)).encode(), chance)


def read_notebook(handed_in: tuple[str, bytes]) -> None:
    name, data = handed_in
    path = place() / name
    path.write_bytes(data)
    with watched(lambda opened: opened == str(path)), suppress(SubmissionError):
        submission = load_submission(path, NAME)
        assert submission.cells
        assert [cell.index for cell in submission.cells] == list(range(len(submission.cells)))
        json.dumps([cell.source for cell in submission.cells], ensure_ascii=False).encode()


# --- archives


NAMES = (
    "a.ipynb",
    "x/a.ipynb",
    "../a.ipynb",
    "/a",
    "a.py",
    "x/",
    ".a",
    "C:a",
    "a\\b.ipynb",
    "a/b",
    "a",
    "\n",
    "é",
    "..",
)


def zip_bytes(seed: int) -> bytes:
    chance = random.Random(seed)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in {chance.choice(NAMES) for _ in range(chance.randrange(5))}:
            info = zipfile.ZipInfo(name)
            info.external_attr = chance.choice((0, 0, 0o100644, 0o120777, 0o040755, 0o010644, 0o020666)) << 16
            method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
            archive.writestr(info, chance.choice((GOOD, b"", b"x" * 100, chance.randbytes(20))), method)
    return damaged(buffer.getvalue(), chance)


def read_zip(data: bytes) -> None:
    path = place() / "a.zip"
    path.write_bytes(data)
    with watched(lambda opened: opened == str(path)), suppress(SubmissionError):
        load_submission(path, NAME)
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        into = Path(folder, "in", "to")
        into.mkdir(parents=True)
        with (
            path.open("rb") as file,
            watched(lambda opened: opened.startswith(f"{into}/")),
            suppress(SubmissionError),
            Archive(file) as zipped,
        ):
            written = zipped.extract(into)
            assert all(out.resolve().is_relative_to(into.resolve()) for out in written)
        assert [entry.name for entry in Path(folder).rglob("*") if into not in entry.parents] == ["in", "to"]
        assert not any(entry.is_symlink() for entry in into.rglob("*"))


# --- the wire


MESSAGES = (
    {"ok": [1, 2.5, "x", None, (1, 2), {3, 4}, {"a": {1: ...}}], "handle": -1},
    {"ok": np.arange(12, dtype="float32").reshape(3, 4), "handle": 0},
    {"error": {"observed": "a", "why": "b", "next_step": "c"}},
    {"x": [np.zeros((2, 2), "uint8"), np.ones(3)], "unanswered": True},
    {"event": "ready", "notes": ["a", "b"]},
    {"event": "cell", "index": 3},
)


class _Stream:
    """A socket that gives what it was given, in pieces."""

    def __init__(self, data: bytes, chance: random.Random) -> None:
        self._data, self._chance = io.BytesIO(data), chance

    def recv(self, size: int) -> bytes:
        return self._data.read(min(size, self._chance.choice((1, 7, 100, 10**6))))


def frame_of(seed: int) -> tuple[bytes, int]:
    """A message as it travels, with what is wrong in its header, its arrays, its lengths or its bytes."""
    chance = random.Random(seed)
    frame = encode(chance.choice(MESSAGES))
    header, payload = frame.header, frame.payload
    match chance.randrange(4):
        case 0:
            header = json.dumps(mutated(json.loads(header), chance)).encode()
        case 1:
            header = damaged(header, chance)
        case 2:
            payload = damaged(payload, chance)
        case 3:
            header = json.dumps({"body": tree(chance), "arrays": tree(chance)}).encode()
    whole = Frame(header, payload).to_bytes()
    return (damaged(whole, chance) if chance.random() < 0.2 else whole), seed


def read_frame(sent: tuple[bytes, int]) -> None:
    data, seed = sent
    channel = Channel(_Stream(data, random.Random(seed)))  # type: ignore[arg-type]
    with watched(), suppress(WireError):
        frame = channel.receive()
        went_well(frame)
        with suppress(WireError):
            decode_student_event(frame)
        with at_most(SECONDS):
            answer = decode_answer(frame, lambda kind, value: value)
        value = getattr(answer, "ok", None)
        in_words(value)
        for expect in (expect_integer, expect_number, expect_shape):
            with suppress(CheckFailed):
                expect(value, "it")


# --- models


@cache
def models() -> tuple[Any, ...]:
    """Models as they travel."""
    import keras
    from keras import layers

    from autograder.exchange.models import export_model
    from tests.exchange.models.zoo import small_base

    dense = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, activation="relu"), layers.Dropout(0.1), layers.Dense(2)]
    )
    dense.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
    inputs = keras.Input((8,))
    left, right = layers.Dense(4)(inputs), layers.Dense(4, kernel_regularizer="l2")(inputs)
    graph = keras.Model(inputs, layers.Add()([left, right]) * 0.5 - 1.0)
    graph.compile(keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)), "mse")
    images = keras.Sequential(
        [keras.Input((32, 32, 3)), layers.Rescaling(1 / 127.5, -1), small_base(), layers.Flatten()]
    )
    made = tuple(export_model(model) for model in (dense, graph, images))
    for data in made:  # so that everything is imported that reading needs
        rebuild_model(copy.deepcopy(data))
    return made


def model_data(seed: int) -> Any:
    chance = random.Random(seed)
    chosen = models()[chance.choices((0, 1, 2), (8, 8, 1))[0]]
    part = chance.choice(("architecture", "architecture", "compiled", "all"))
    if part == "all":
        return mutated(chosen, chance)
    return {**chosen, part: mutated(chosen[part], chance)}


def read_model(data: Any) -> None:
    with watched(_of_python), suppress(UnsafeModel):
        rebuild_model(data)


def _of_python(path: str) -> bool:
    """Sources of installed packages, which TensorFlow and tracebacks look into."""
    return path.endswith(".py") and ("site-packages" in path or "/lib/python" in path)


# --- code that is compared, or looked through for what is gone


SECONDS = 10.0  # of the processor, for one input
CODE = (
    *("'''", '"""', "'", '"', "\\", "#", ".", " ", "\t", "\n", "\r", "\x0c", "(", "[", "=", ":", "x", "rb", "9", "²"),
    *(
        "def f(a):\n    return ",
        "class A:\n",
        "%time ",
        "lab.me('\\ud800",
        "!ls ",
        "import a\n",
        "λ",
        "\u2028",
        "a.b",
        "x = 1\n",
        "10**400",
    ),
)


def code(seed: int) -> tuple[str, ...]:
    """Cells of pieces that mean something to readers of code, some of them repeated very often."""
    chance = random.Random(seed)
    if chance.random() < 0.02:  # very many, or very long
        piece = "".join(chance.choices(CODE, k=chance.randint(1, 3)))
        count, length = chance.choice(((4_900, 200), (100, 10_000), (1, 500_000)))
        return (piece * (length // len(piece)),) * count
    return tuple(
        "".join(chance.choice(CODE) * chance.choice((1, 1, 1, 2, 50)) for _ in range(chance.randrange(30)))
        for _ in range(chance.randrange(6))
    )


def compare_code(cells: tuple[str, ...]) -> None:
    with watched(), at_most(SECONDS):
        alike(["a", "b"], lambda place: cells if place else cells[::-1], ["def f(a):\n    ..."])


def restore_code(cells: tuple[str, ...]) -> None:
    given = [Cell(n, f"def f{n}(a):\n    return {n}", f"task-1-{n}", locked=n % 2 == 0) for n in range(20)]
    own = [Cell(n, source, f"task-1-{n % 30}" if n % 3 else "") for n, source in enumerate(cells)]
    with at_most(SECONDS):  # not watched: code is parsed, which counts as compiling it, and is not run
        found = restore(own, given).cells
        left_out(own, given[:3])
        name_in(own).encode()
    assert len(found) >= len(own)
    assert len({cell.index for cell in found}) == len(found)


# --- downloads of a class, and what platforms say beside them

PLATFORMS_NAMES = (
    *(
        "Ada Lovelace_123_assignsubmission_file_",
        "Bob_9_assignsubmission_file_/",
        "123-456 - Cy Young - Mar 3, 2025 1200 AM",
    ),
    *(
        "hw2_ada_attempt_2025-01-02-03-04-05_",
        "lovelaceada_LATE_12_345_",
        "student_12_345_",
        "submission_7",
        "ada",
        "/",
    ),
    *(
        "hw2_build_head",
        "hw2_build_head.ipynb",
        "hw2_build_head (1).ipynb",
        ".ipynb",
        ".py",
        ".zip",
        ".txt",
        " - ",
        "_",
    ),
    *(
        "12345678901234567890",
        "\u0130",
        "e\u0301",
        "\u00e9",
        "\x1b[2J",
        "=1+1",
        "..",
        "__MACOSX",
        "-",
        "%00",
        "\n",
        "AUX",
        "~",
    ),
)
METADATA = "submission_metadata.yml"
YAML = (
    *(
        "submission_7",
        "submission_8",
        ":",
        "\n",
        "  ",
        "- ",
        ":submitters",
        ":sid",
        ":name",
        ":email",
        ":created_at",
        "&a ",
        "*a",
    ),
    *(
        "[*a,*a]",
        "{",
        "}",
        "!!python/object:os.system",
        "!!int 3",
        "2025-01-02 03:04:05 Z",
        "'",
        '"',
        "? ",
        "| ",
        "\ud83d",
        "0x9",
    ),
)
ROSTER = (
    *("ID", "SIS User ID", "Student", "First name", "Last name", "Email", "Group name", "Lateness (H:M:S)"),
    *("ada", "Ada Lovelace", "a@x.org", "99:99:99", "9" * 400 + ":0:0", "-1:00:00", "\u00b2:0:0", "nan"),
    *(",", ";", "\t", "\n", "\r", '"', "\0", "x" * 140_000),
)


def class_download(seed: int) -> dict[bytes, bytes]:
    """Files by their names, as bytes: a student's file may be called anything."""
    chance = random.Random(seed)
    files: dict[bytes, bytes] = {}
    for _ in range(chance.randint(1, 7)):
        name = "".join(chance.choices(PLATFORMS_NAMES, k=chance.randint(1, 6))).encode("utf-8", "surrogatepass")
        files[damaged(name, chance) if chance.random() < 0.2 else name] = chance.choice((GOOD, GOOD, b"", b"x = 1"))
    if chance.random() < 0.3:
        text = "".join(chance.choices(YAML, k=chance.randrange(40)))
        if chance.random() < 0.5:
            text = f"submission_7:\n  :submitters:\n  - :name: {text}\n"
        files[METADATA.encode()] = text.encode("utf-8", "surrogatepass")
    return files


def read_download(files: dict[bytes, bytes]) -> None:
    with tempfile.TemporaryDirectory(dir=place()) as name:
        folder = Path(name, "class")
        folder.mkdir()
        written = [_write(os.fsencode(folder), path, data) for path, data in files.items()]
        with at_most(SECONDS), suppress(AutograderError):
            found = read_folder(folder, NAME, Path(name, "staged"))
            assert all(item.path.resolve().is_relative_to(Path(name).resolve()) for item in found.handed_in)
            assert len({item.key for item in found.handed_in}) == len(found.handed_in)
            json.dumps([found.remarks, [item.label for item in found.handed_in]]).encode()
        assert sorted(entry.name for entry in Path(name).iterdir()) in (["class"], ["class", "staged"])
        assert written


def _write(folder: bytes, name: bytes, data: bytes) -> bool:
    """Whether a file of this name can be written below a folder."""
    path = os.path.normpath(folder + b"/" + name.replace(b"\0", b""))
    if not path.startswith(folder + b"/"):
        return False
    with suppress(OSError):  # too long, or a folder already
        file = Path(os.fsdecode(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return True
    return False


def roster_bytes(seed: int) -> bytes:
    chance = random.Random(seed)
    text = (
        "".join(chance.choices(ROSTER[:9], k=4))
        if chance.random() < 0.2
        else "ID,Student,Group name,Lateness (H:M:S)\n"
    )
    text += "".join(chance.choices(ROSTER, k=chance.randrange(30)))
    return damaged(text.encode(chance.choice(("utf-8", "utf-16", "utf-8-sig"))), chance)


def read_list(data: bytes) -> None:
    path = place() / "roster.csv"
    path.write_bytes(data)
    with watched(lambda opened: opened == str(path)), at_most(SECONDS), suppress(AutograderError):
        roster = read_roster(path)
        for entry in roster.entries:
            roster.find(entry.student)
            roster.members(entry.group)


PLATFORM_SAYS = {
    "id": 7,
    "created_at": "2025-01-02T03:04:05.6-08:00",
    "assignment": {"due_date": "2025-01-02T03:04:05Z", "total_points": "10", "id": 3},
    "users": [{"email": "a@x.org", "id": 1, "name": "Ada", "assignment": {"due_date": "9999-12-31T23:59:59Z"}}],
    "previous_submissions": [
        {
            "submission_time": "2025-01-01T03:04:05Z",
            "results": {"extra_data": {"tests": [{"number": "1.1", "answer": answer, "status": "failed"}]}},
        }
        for answer in ("k7", "w2")
    ],
}
DATES = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2025-01-02", "2025-W01-1T00Z", "", "\ud800", "1e9")


def platform_bytes(seed: int) -> bytes:
    chance = random.Random(seed)
    said = mutated(PLATFORM_SAYS, chance)
    if isinstance(said, dict) and chance.random() < 0.5:
        said["created_at"] = chance.choice(DATES)
    return damaged(json.dumps(said).encode(), chance)


def read_platform(data: bytes) -> None:
    path = place() / "submission_metadata.json"
    path.write_bytes(data)
    policy = LatePolicy(points_per_day=1, grace_minutes=5)
    with watched(lambda opened: opened == str(path)), at_most(SECONDS):
        times = SubmissionTimes.from_gradescope(read_metadata(path))
        if times is not None:
            assert 0 <= policy.deduction(times.late_by, 10.0) <= 10.0
            policy.in_words(times.late_by, 10.0)
        metadata = read_metadata(path)
        for time in (datetime.min, datetime(2025, 1, 2), datetime.max):
            now = time.replace(tzinfo=timezone.utc)
            outcome = Outcome(Check("1.1", "One", 1.0), Status.PASSED, 1.0, answer="b4")
            report = Report("x", "hw1_why_transfer", [outcome], me="bob@x.org")
            EarlierAnswers.from_gradescope(metadata).apply(report, 2, now, lambda number: True)
            assert report.score in (0.0, 0.5, 1.0)
        KnownAs.from_gradescope(metadata).remark(report.me)


# --- logs of checks

CHECK_LOG = (
    *("2026-11-20T18:04:00Z ", "9999-12-31T23:59:59Z ", "0001-01-01T00:00:00Z ", "2026-02-30T25:61:00Z "),
    *("2.1 ", "2.2 ", "99.999 ", "² ", "passed", "failed", "unanswered", "\n", "\n", "\r", "\0", " ", "<b>", "\ud800"),
)


def check_log(seed: int) -> tuple[str, bytes]:
    """A log by itself in a folder, or in a zip."""
    chance = random.Random(seed)
    lines = ("".join(chance.choices(CHECK_LOG, k=chance.choice((2, 3, 3, 3, 4)))) for _ in range(chance.randrange(30)))
    log = damaged("\n".join(lines).encode("utf-8", "surrogatepass"), chance) * chance.choice((1, 1, 1, 1000))
    if chance.random() < 0.5:
        return NAME_OF_LOG, log
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        archive.writestr(chance.choice((NAME_OF_LOG, f"x/{NAME_OF_LOG}")), log)
    return "a.zip", damaged(buffer.getvalue(), chance)


def read_log(handed_in: tuple[str, bytes]) -> None:
    name, data = handed_in
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        with watched(lambda opened: opened.startswith(folder)), at_most(SECONDS):
            for where in (Path(folder), path):
                efforts = read_efforts(where)
                assert all(effort.tries > 0 and 0 <= effort.minutes <= 10 * effort.tries for effort in efforts)
                assert len(efforts) <= 100


# --- histories of trainings

HISTORY = {
    "history": {"loss": [1.0, 0.5], "val_loss": [1.0, 2.0]},
    "epoch": [0, 1],
    "params": {"epochs": 2, "steps": 3},
}


def history_data(seed: int) -> Any:
    chance = random.Random(seed)
    return mutated(HISTORY, chance) if chance.random() < 0.9 else tree(chance)


def read_history(data: Any) -> None:
    with watched(_of_python), at_most(SECONDS), suppress(UnsafeModel):
        rebuild_history(data)


# --- texts that people see


def texts(seed: int) -> str:
    chance = random.Random(seed)
    pieces = (
        *WORDS,
        *PLATFORMS_NAMES,
        "![](https://x.org)",
        "# ",
        "`",
        "<script>",
        "]8;;",
        "\x9b",
        "\u202e",
        "\ud800",
        "\\",
    )
    return "".join(chance.choice(pieces) * chance.choice((1, 1, 3, 200)) for _ in range(chance.randrange(20)))


def show_text(text: str) -> None:
    outcome = Outcome(Check("1.1", "One", 1.0), Status.FAILED, 0.0, text)
    report = Report(text, "hw1_why_transfer", [outcome], [one_line(text)], error=clean(text))
    with watched(_of_python), at_most(SECONDS):
        content = json.dumps(to_gradescope(report, ASSIGNMENT), allow_nan=False)
        content.encode()
        assert not set(one_line(text)) & set("\n\r\x1b\x9b\u202e")


TARGETS = (
    Target("notebook loader", 0.2, notebook_bytes, read_notebook),
    Target("archive reader", 0.12, zip_bytes, read_zip),
    Target("wire format", 0.38, frame_of, read_frame),
    Target("model rebuilder", 0.03, model_data, read_model),
    Target("histories", 0.03, history_data, read_history),
    Target("similarity", 0.05, code, compare_code),
    Target("restoring", 0.05, code, restore_code),
    Target("class downloads", 0.04, class_download, read_download),
    Target("lists of students", 0.03, roster_bytes, read_list),
    Target("platform's metadata", 0.03, platform_bytes, read_platform),
    Target("logs of checks", 0.02, check_log, read_log),
    Target("texts", 0.02, texts, show_text),
)
