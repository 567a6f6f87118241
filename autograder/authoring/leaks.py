"""Prove that a student zip gives nothing away: no solution, hidden grader, hidden picture, generator or pickle."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from autograder.course.concept_questions import Question, WrittenQuestion

_TEXT = {".ipynb", ".py", ".txt", ".json", ".svg", ".md"}
_KNOWN = _TEXT | {".png", ".npz", ".h5"}
_SHORTEST_ANSWER = 16  # characters without spaces; shorter lines, such as "return base", say nothing
_SHORTEST_LINE = 24
_KEY = re.compile(r'^(?:passed|remark|expected|observed|why|next_step) = "|"$')  # of messages: what is told counts
_ENOUGH_LINES = 3  # of one private file in one public file; fewer can be chance


@dataclass(frozen=True)
class Secrets:
    """What must not be in a student zip.

    Attributes:
        master: the master notebook, whose solution regions are secret.
        private: files that stay with the instructor: hidden graders and their words, the generator of the pictures.
        hidden: ``.npz`` files of pictures that are never handed out.
        questions: concept questions, of which students get the texts alone.
        written: questions for a person to mark, of which students do not get the rubric.
    """

    master: Path
    private: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    questions: tuple[Question, ...] = ()
    written: tuple[WrittenQuestion, ...] = ()


def secrets_in_zip(student_zip: Path, secrets: Secrets) -> list[str]:
    """Everything in ``student_zip`` that should not be there, one sentence each; empty when it is clean."""
    with zipfile.ZipFile(student_zip) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    answers = solution_lines(secrets.master.read_text(encoding="utf-8"))
    private = {path: _telling_lines(path.read_text(encoding="utf-8")) for path in secrets.private}
    hidden = {digest for path in secrets.hidden for digest in _pictures(path.read_bytes())}
    found = []
    for name, content in members.items():
        kind = PurePosixPath(name).suffix
        if kind not in _KNOWN:
            found.append(f"{name} is of a kind that students do not need.")
        if _is_pickle(content):
            found.append(f"{name} is a pickle.")
        if kind == ".npz":
            found += _in_arrays(name, content, hidden)
        if kind in _TEXT:
            plain = "\n".join(_strings(name, content))
            text = _squeeze(plain)
            found += [f"{name} {told}." for question in secrets.questions for told in _told_about(question, plain)]
            rubrics = [(one.id, _squeeze(line)) for one in secrets.written for line in one.rubric]
            found += [f"{name} holds a line of the rubric of question {one}." for one, line in rubrics if line in text]
            found += [f"{name} holds a line of the solution: {line}" for line in answers if _squeeze(line) in text]
            for path, lines in private.items():
                copied = sum(line in text for line in lines)
                if lines and copied >= min(_ENOUGH_LINES, len(lines)):
                    found.append(f"{name} holds {copied} lines of {path.name}.")
    return found


def solution_lines(master: str) -> list[str]:
    """The lines of a master that only the solution has, without otter's markers; short ones are left out."""
    secret, public = [], set()
    in_block = in_prompt = False
    for raw in master.splitlines():
        line = raw.strip()
        if re.fullmatch(r"# BEGIN SOLUTION( NO PROMPT)?", line):
            in_block = True
        elif line == "# END SOLUTION":
            in_block = False
        elif line.endswith("# BEGIN PROMPT"):
            in_prompt = True
        elif line.endswith("# END PROMPT"):
            in_prompt = False
        elif (in_block and not in_prompt) or re.search(r"# ?SOLUTION( NO PROMPT)?$", line):
            secret.append(re.sub(r"\s*# ?SOLUTION( NO PROMPT)?$", "", line))
        else:
            public.add(_squeeze(line))
    long_enough = (line for line in secret if len(_squeeze(line)) >= _SHORTEST_ANSWER)
    return [line for line in dict.fromkeys(long_enough) if _squeeze(line) not in public and not line.startswith("#")]


def _told_about(question: Question, text: str) -> Iterator[str]:
    """What a text gives away of a question: explanations, and its right choice beside its number."""
    squeezed = _squeeze(text)
    for choice in question.choices:
        if _squeeze(choice.explanation) in squeezed:
            yield f"explains choice {choice.code} of question {question.id}"
    number = re.escape(question.id).replace(r"\.", "[._]")
    beside = rf"(?<!\d){number}(?!\d).{{0,40}}[\"']{question.right}\\?[\"'](?!\s*:)"
    if re.search(beside, text) or re.search(rf"\bright\W{{1,6}}{question.right}\b", text):
        yield f"says which choice of question {question.id} is right"


def _telling_lines(source: str) -> set[str]:
    lines = (_KEY.sub("", line.strip()) for line in source.splitlines())
    squeezed = {_squeeze(line) for line in lines if not line.startswith(("import ", "from "))}
    return {line for line in squeezed if len(line) >= _SHORTEST_LINE}


def _squeeze(text: str) -> str:
    """Text without what formatting may change: white space and the kind of quotes."""
    return "".join(text.split()).replace("'", '"')


def _strings(name: str, content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", errors="replace")
    yield text
    if name.endswith((".ipynb", ".json")):
        yield from _walk(json.loads(text))


def _walk(node: Any) -> Iterator[str]:
    match node:
        case str():
            yield node
        case dict():
            for key, value in node.items():
                yield str(key)
                yield from _walk(value)
        case list() if all(isinstance(part, str) for part in node):
            yield "".join(node)  # the lines of a cell
        case list():
            for part in node:
                yield from _walk(part)


def _is_pickle(content: bytes) -> bool:
    return content[:1] == b"\x80" and content[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"} and content.endswith(b".")


def _in_arrays(name: str, content: bytes, hidden: set[str]) -> list[str]:
    try:
        shared = sum(digest in hidden for digest in _pictures(content))
    except ValueError:  # numpy refuses arrays of objects, which are pickles
        return [f"{name} holds an array of Python objects, which is a pickle."]
    return [f"{name} holds {shared} of the hidden pictures."] if shared else []


def _pictures(content: bytes) -> Iterator[str]:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        for name in arrays.files:
            array = arrays[name]
            if array.ndim == 4:
                yield from (hashlib.sha256(picture.tobytes()).hexdigest() for picture in array)
