"""What crosses the line between processes: length-prefixed frames of JSON and raw numpy arrays.

A frame is ``>QQ`` (bytes of header, bytes of payload), a UTF-8 JSON header and the arrays' bytes one after another.
Nothing in it can name code, so reading a frame from a stranger can at worst fail with :class:`WireError`.

Values are written as a tree in which JSON's own types stand for themselves and everything else is an object with
the key ``"$"``: ``dict``, ``tuple``, ``set``, ``array``, ``ellipsis``, ``opaque`` (a value that cannot cross; its
type and a short text stand for it), ``object`` (a Keras model or history taken apart) and ``handle`` (an object that
stays on the student's side).
"""

from __future__ import annotations

import json
import re
import select
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.texts import one_line

HEADER_LIMIT = 16 * 2**20
PAYLOAD_LIMIT = 128 * 2**20
DEPTH_LIMIT = 60
TEXT_LIMIT = 2**20
VALUE_LIMIT = 1_000_000  # each takes some 100 bytes of memory once read
HASHED_LIMIT = (
    256  # in one set or dict, of keys other than texts: their hashes are known, and so can be made to collide
)
HASHED_IN_ALL = 10_000
TEXT_KEYS_LIMIT = 20_000
KEY_PARTS_LIMIT = 64
KINDS = "biufc"  # numpy kinds that may cross: bool, ints, floats, complex

_LENGTHS = struct.Struct(">QQ")
_DTYPE = re.compile(rf"[<|=]?[{KINDS}][0-9]{{1,2}}")  # numpy itself reads more than that out of a text


class WireError(Exception):
    """A frame or a tree that is not well formed; the message is plain words."""


class Closed(WireError):
    """The other end is gone."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that cannot cross."""

    type_name: str
    text: str = ""


@dataclass(frozen=True)
class Handle:
    """Stands for an object that stays on the student's side."""

    number: int


@dataclass(frozen=True)
class Frame:
    """One message as bytes: what the supervisor relays without looking inside."""

    header: bytes
    payload: bytes

    def to_bytes(self) -> bytes:
        """The frame as it travels."""
        return _LENGTHS.pack(len(self.header), len(self.payload)) + self.header + self.payload


TakeApart = Callable[[Any], "tuple[str, Any] | Handle | None"]
PutTogether = Callable[[str, Any], Any]


def nothing_special(value: Any) -> None:
    """Take no value apart."""


def encode(message: Any, take_apart: TakeApart = nothing_special) -> Frame:
    """Turn a value into a frame.

    Args:
        message: any value; what cannot cross becomes :class:`Opaque`.
        take_apart: called for values that are not plain; returns ``(kind, plain data)``, a :class:`Handle`, or None.

    Raises:
        WireError: nested deeper than 60 levels, or larger than the limits.
    """
    chunks: list[memoryview] = []  # views, since a model may be large and a container small
    described: list[dict[str, Any]] = []

    def add_array(array: np.ndarray[Any, Any]) -> dict[str, Any]:
        data = np.ascontiguousarray(array)
        if data.dtype.byteorder == ">":
            data = data.astype(data.dtype.newbyteorder("<"))
        described.append({"dtype": data.dtype.str, "shape": list(array.shape)})
        chunks.append(data.reshape(-1).view(np.uint8).data)
        return {"$": "array", "index": len(described) - 1}

    def walk(value: Any, depth: int) -> Any:
        if depth > DEPTH_LIMIT:
            raise WireError(f"The value is nested more than {DEPTH_LIMIT} levels deep.")
        if value is None or type(value) in (bool, float):
            return value
        if type(value) is int:
            return value if abs(value) < 2**63 else {"$": "opaque", "type": "int", "text": "a very large integer"}
        if type(value) is str:
            return value if len(value) <= TEXT_LIMIT else value[:TEXT_LIMIT]
        if value is ...:
            return {"$": "ellipsis"}
        if isinstance(value, Handle):
            return {"$": "handle", "number": value.number}
        if isinstance(value, Opaque):
            return {"$": "opaque", "type": value.type_name, "text": value.text}
        special = take_apart(value)
        if isinstance(special, Handle):
            return {"$": "handle", "number": special.number}
        if special is not None:
            return {"$": "object", "kind": special[0], "data": walk(special[1], depth + 1)}
        if isinstance(value, np.ndarray) and value.dtype.kind in KINDS:
            return add_array(value)
        if isinstance(value, np.generic) and value.dtype.kind in "biuf":
            return walk(value.item(), depth)
        if isinstance(value, bool | int | float | str):
            return walk(_plain(value), depth + 1)
        if isinstance(value, list):
            return [walk(item, depth + 1) for item in value]
        if isinstance(value, tuple):
            return {"$": "tuple", "items": [walk(item, depth + 1) for item in value]}
        if isinstance(value, set | frozenset):
            return {"$": "set", "items": [walk(item, depth + 1) for item in sorted(value, key=repr)]}
        if isinstance(value, dict):
            pairs = [[walk(k, depth + 1), walk(v, depth + 1)] for k, v in value.items()]
            return {"$": "dict", "items": pairs}
        return {"$": "opaque", "type": type(value).__name__[:100], "text": _short_text(value)}

    try:
        body = walk(message, 0)
        header = json.dumps({"body": body, "arrays": described}).encode()
    except (RecursionError, MemoryError, ValueError) as problem:
        raise WireError("The value is too large or too deeply nested to be sent.") from problem
    frame = Frame(header, b"".join(chunks))
    if len(frame.header) > HEADER_LIMIT or len(frame.payload) > PAYLOAD_LIMIT:
        raise WireError(f"The value is larger than {PAYLOAD_LIMIT // 2**20} MB.")
    if _values_at_most(header) > VALUE_LIMIT:
        raise WireError(f"The value has more than {VALUE_LIMIT:,} parts that are not in arrays.")
    return frame


def _values_at_most(header: bytes) -> int:
    """A bound on the number of JSON values: each is the first of something, or follows a comma."""
    return sum(header.count(mark) for mark in (b",", b"[", b"{"))


def _plain(value: Any) -> Any:
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def _short_text(value: Any) -> str:
    try:
        return str(repr(value))[:200]
    except Exception:
        return ""


def decode(frame: Frame, put_together: PutTogether | None = None) -> Any:
    """Turn a frame from a stranger into plain values.

    Args:
        frame: as received.
        put_together: called with ``(kind, data)`` for taken-apart objects; without it they are refused.

    Raises:
        WireError: the frame is not well formed. Exceptions of ``put_together`` pass through.
    """
    if _values_at_most(frame.header) > VALUE_LIMIT:
        raise WireError("The message holds too many values.")
    try:
        head = json.loads(frame.header)
        arrays = _read_arrays(head["arrays"], frame.payload)
        body = head["body"]
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError, OverflowError, MemoryError) as problem:
        raise WireError("The message is not well formed.") from problem

    hashed = 0

    def keys(found: list[Any]) -> list[Any]:
        """The same, once it is clear that putting them into a hash table is little work, however they were chosen."""
        nonlocal hashed
        others = [key for key in found if type(key) is not str]
        hashed += len(others)
        if len(others) > HASHED_LIMIT or hashed > HASHED_IN_ALL or len(found) > TEXT_KEYS_LIMIT:
            raise WireError(f"A set or a dict holds more than {HASHED_LIMIT} keys that are not strings, or very many.")
        for key in others:
            _refuse_odd_key(key)
        return found

    def walk(node: Any, depth: int) -> Any:
        if depth > 4 * DEPTH_LIMIT:
            raise WireError("The message is nested too deeply.")
        if isinstance(node, list):
            return [walk(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return _scalar(node)
        match node:
            case {"$": "array", "index": int(index)} if 0 <= index < len(arrays):
                return arrays[index]
            case {"$": "tuple", "items": list(items)}:
                return tuple(walk(item, depth + 1) for item in items)
            case {"$": "set", "items": list(items)}:
                return set(keys([walk(item, depth + 1) for item in items]))
            case {"$": "dict", "items": list(items)} if all(isinstance(i, list) and len(i) == 2 for i in items):
                found = keys([walk(key, depth + 1) for key, _ in items])
                return dict(zip(found, (walk(value, depth + 1) for _, value in items), strict=True))
            case {"$": "ellipsis"}:
                return ...
            case {"$": "opaque", "type": str(type_name), "text": str(text)}:
                return Opaque(one_line(type_name, 100), one_line(text, 200))
            case {"$": "handle", "number": int(number)}:
                return Handle(number)
            case {"$": "object", "kind": str(kind), "data": data} if put_together is not None:
                return put_together(kind, walk(data, depth + 1))
        raise WireError("The message holds something unknown.")

    return walk(body, 0)


def entries(frame: Frame) -> dict[str, Any]:
    """The entries of a message that is a dict, by those keys that are texts; no array is read.

    Raises:
        WireError: it is something else.
    """
    if _values_at_most(frame.header) > VALUE_LIMIT:
        raise WireError("The message holds too many values.")
    try:
        items = json.loads(frame.header)["body"]["items"]
        return {key: node for key, node in items if isinstance(key, str)}
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError) as problem:
        raise WireError("The message is not well formed.") from problem


def _scalar(node: Any) -> Any:
    """What JSON's own types stand for; numbers and texts that trip up ordinary code are replaced."""
    if type(node) is int and not -(2**63) < node < 2**63:
        return Opaque("int", "a very large integer")
    if type(node) is str and not node.isascii():
        return node.encode("utf-8", "replace").decode("utf-8")
    return node


def _refuse_odd_key(key: Any) -> None:
    """Refuse a key that cannot be hashed, or whose hash takes long.

    Raises:
        WireError: it is one.
    """
    left, parts = [key], 0
    while left:
        part = left.pop()
        parts += 1
        if isinstance(part, list | dict | set | np.ndarray):
            raise WireError("The message uses a list or an array as a key.")
        if isinstance(part, tuple):
            left += part[: KEY_PARTS_LIMIT + 1]
        if parts > KEY_PARTS_LIMIT:
            raise WireError("The message uses a very long tuple as a key.")
    try:
        hash(key)
    except TypeError as problem:
        raise WireError("The message uses a list or an array as a key.") from problem


def _read_arrays(described: list[dict[str, Any]], payload: bytes) -> list[np.ndarray[Any, Any]]:
    arrays = []
    position = 0
    for entry in described:
        if not _DTYPE.fullmatch(text := str(entry["dtype"])):
            raise WireError("The message holds an array of a kind that may not cross.")
        dtype = np.dtype(text)
        shape = tuple(int(size) for size in entry["shape"])
        if dtype.kind not in KINDS or len(shape) > 32 or any(size < 0 for size in shape):
            raise WireError("The message holds an array of a kind that may not cross.")
        count = 1
        for size in shape:
            count *= size
        length = count * dtype.itemsize
        if position + length > len(payload):
            raise WireError("The message holds an array larger than its data.")
        arrays.append(np.frombuffer(payload, dtype, count, position).reshape(shape).copy())
        position += length
    return arrays


class Channel:
    """Frames over a stream socket."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._buffer = bytearray()

    def fileno(self) -> int:
        """So that a channel can be waited for."""
        return self.sock.fileno()

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def send(self, frame: Frame) -> None:
        """Send one frame.

        Raises:
            Closed: the other end is gone.
            TimeoutError: the socket has a time-out and the other end does not read.
        """
        try:
            self.sock.sendall(_LENGTHS.pack(len(frame.header), len(frame.payload)) + frame.header)
            self.sock.sendall(frame.payload)
        except (BrokenPipeError, ConnectionError) as problem:
            raise Closed("The other process is gone.") from problem

    def receive(self) -> Frame:
        """Wait for one frame (as long as the socket's own time-out allows).

        Raises:
            Closed: the other end is gone.
            WireError: the frame is larger than the limits.
        """
        while (frame := self._take()) is None:
            self._read()
        return frame

    def wait(self, seconds: float) -> Frame | None:
        """A frame if one is complete within ``seconds``; may return None earlier, having read a part.

        Raises:
            Closed, WireError: as :meth:`receive`.
        """
        frame = self._take()  # one read may have brought several frames
        if frame is None and select.select([self.sock], [], [], seconds)[0]:
            self._read()
            frame = self._take()
        return frame

    def _read(self) -> None:
        try:
            data = self.sock.recv(2**20)
        except ConnectionError as problem:
            raise Closed("The other process is gone.") from problem
        if not data:
            raise Closed("The other process is gone.")
        self._buffer += data

    def _take(self) -> Frame | None:
        if len(self._buffer) < _LENGTHS.size:
            return None
        header, payload = _LENGTHS.unpack_from(self._buffer)
        if header > HEADER_LIMIT or payload > PAYLOAD_LIMIT:
            raise WireError("The message is larger than the limits.")
        end = _LENGTHS.size + header + payload
        if len(self._buffer) < end:
            return None
        start = _LENGTHS.size
        with memoryview(self._buffer) as view:
            frame = Frame(bytes(view[start : start + header]), bytes(view[start + header : end]))
        del self._buffer[:end]
        return frame
