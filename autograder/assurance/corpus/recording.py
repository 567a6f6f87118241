"""What a submission's process answered, written down once, and said again where the very same is asked.

Only for the instructor's own corpus: a student's work is never graded from a recording.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from autograder.engine.answering import Answering
from autograder.exchange.frames import Frame

MOST_BYTES = 512 * 2**20  # of one recording; what answers more than that is run each time
_SMALL = 64 * 2**10  # arrays below that are kept together
_DTYPE = re.compile(r"[<|=]?[biufc](\d{1,2})")


class Diverged(Exception):
    """Something was asked that is not in the recording."""


@dataclass(frozen=True)
class Standing:
    """What is known about a submission's process at some time.

    Attributes:
        notes: for the student.
        peak_memory_mb: the most that it has used.
    """

    notes: tuple[str, ...] = ()
    peak_memory_mb: float = 0.0


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    Attributes:
        request: SHA-256 of its frame.
        answer: SHA-256 of the answer's pieces, the header first.
        seconds: that the answer took.
        standing: after it; the last one's, when the process had ended.
    """

    request: bytes
    answer: tuple[bytes, ...]
    seconds: float
    standing: Standing


@dataclass(frozen=True)
class Recording:
    """What one submission was asked in one grading, in order.

    Attributes:
        started: how it stood once the notebook had run.
        exchanges: requests and answers.
    """

    started: Standing
    exchanges: tuple[Exchange, ...]


@dataclass
class Recorder:
    """A submission's process that notes what it answers.

    Attributes:
        student: the process.
        pieces: of the answers, by their SHA-256: weights of a frozen base are the same in all of them.
    """

    student: Answering
    pieces: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._started = Standing()
        self._exchanges: list[Exchange] = []
        self._size = 0

    @property
    def recording(self) -> Recording | None:
        """All of it; None if it has become too large."""
        return None if self._size > MOST_BYTES else Recording(self._started, tuple(self._exchanges))

    @property
    def notes(self) -> list[str]:
        """Those of the process."""
        return self.student.notes

    @property
    def peak_memory_mb(self) -> float:
        """That of the process."""
        return self.student.peak_memory_mb

    def start(self) -> None:
        """Run the notebook.

        Raises:
            Ended: it cannot be brought to its end.
        """
        try:
            self.student.start()
        finally:
            self._started = self._standing()

    def ask(self, request: Frame, name: str) -> Frame:
        """Hand on a request, and note the answer."""
        begin = time.monotonic()
        answer = self.student.ask(request, name)
        seconds = time.monotonic() - begin
        if self._size <= MOST_BYTES:
            kept = tuple(self._keep(piece) for piece in pieces(answer))
            self._exchanges.append(Exchange(digest(request), kept, seconds, self._standing()))
        else:
            self.pieces.clear()
        return answer

    def hold_still(self) -> None:
        """Have the process do so."""
        self.student.hold_still()

    def go_on(self) -> bool:
        """Have the process do so."""
        return self.student.go_on()

    def end(self) -> None:
        """End the process; what was noticed of it after its last answer belongs to the recording."""
        self.student.end()
        if self._exchanges:
            self._exchanges[-1] = replace(self._exchanges[-1], standing=self._standing())
        else:
            self._started = self._standing()

    def _keep(self, piece: bytes) -> bytes:
        known = hashlib.sha256(piece).digest()
        if known not in self.pieces:
            self.pieces[known] = piece
            self._size += len(piece)
        return known

    def _standing(self) -> Standing:
        return Standing(tuple(self.student.notes), self.student.peak_memory_mb)


@dataclass
class Replayer:
    """Stands in for a submission's process, and says what that one said.

    Args:
        recording: what it said.
        read: brings a piece of an answer; raises KeyError where it is gone.
        in_time: whether each answer takes as long as it took, for graders that look at the time.
    """

    recording: Recording
    read: Callable[[bytes], bytes]
    in_time: bool = False

    def __post_init__(self) -> None:
        self._place = 0
        self._diverged = False
        self._standing = self.recording.started

    @property
    def notes(self) -> list[str]:
        """Those of the process after as many answers."""
        return list(self._standing.notes)

    @property
    def peak_memory_mb(self) -> float:
        """That of the process after as many answers."""
        return self._standing.peak_memory_mb

    def start(self) -> None:
        """Nothing has to be run."""

    def ask(self, request: Frame, name: str) -> Frame:
        """The recorded answer.

        Raises:
            Diverged: the recording has another request in this place, or none; nothing can be asked from then on.
        """
        begin = time.monotonic()
        exchange = self._next(request)
        try:
            header, *payload = [self.read(piece) for piece in exchange.answer]
        except KeyError as problem:
            self._diverged = True
            raise Diverged("A piece of the recording is gone.") from problem
        if self.in_time:
            time.sleep(max(0.0, exchange.seconds - (time.monotonic() - begin)))
        self._place += 1
        self._standing = exchange.standing
        return Frame(header, b"".join(payload))

    def hold_still(self) -> None:
        """A recording does nothing by itself."""

    def go_on(self) -> bool:
        """It has kept still."""
        return True

    def end(self) -> None:
        """There is no process."""

    def _next(self, request: Frame) -> Exchange:
        known = self.recording.exchanges
        if self._diverged or self._place >= len(known) or known[self._place].request != digest(request):
            self._diverged = True
            raise Diverged(f"Request {self._place + 1} is not the recorded one.")
        return known[self._place]


def digest(frame: Frame) -> bytes:
    """SHA-256 of a frame."""
    return hashlib.sha256(frame.to_bytes()).digest()


def pieces(frame: Frame) -> Iterator[bytes]:
    """The header, and the payload cut where arrays begin, small ones together."""
    yield frame.header
    begin = 0
    for start, end in pairwise(accumulate(_sizes(frame), initial=0)):
        if end - start >= _SMALL:
            if start > begin:
                yield frame.payload[begin:start]
            yield frame.payload[start:end]
            begin = end
    if begin < len(frame.payload):
        yield frame.payload[begin:]


def _sizes(frame: Frame) -> list[int]:
    """Bytes of each array; none at all where the header, which a stranger wrote, does not fit the payload."""
    try:
        sizes = [_size(entry["dtype"], entry["shape"]) for entry in json.loads(frame.header)["arrays"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return sizes if sum(sizes) == len(frame.payload) else []


def _size(dtype: str, shape: list[int]) -> int:
    found = _DTYPE.fullmatch(dtype)
    if found is None:
        raise ValueError(dtype)
    size = int(found[1])
    for length in shape:
        if type(length) is not int or length < 0:
            raise ValueError(shape)
        size *= length
    return size
