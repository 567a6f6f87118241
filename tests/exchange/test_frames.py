"""The wire format: what goes in comes out, and rubbish is refused without harm."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import struct
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.exchange.frames import Channel, Closed, Frame, Handle, Opaque, WireError, decode, encode

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(0, 9), inner),
    max_leaves=20,
)


@given(plain)
@settings(deadline=None)
def test_plain_values_come_back_equal(value):
    back = decode(encode(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int64", "bool", ">f8", "complex64"])
def test_arrays_come_back_equal(dtype):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    back = decode(encode({"x": [array, array[:, ::2].T]}))
    np.testing.assert_array_equal(back["x"][0], array)
    np.testing.assert_array_equal(back["x"][1], array[:, ::2].T)


def test_a_decoded_array_may_be_written_to():
    back = decode(encode(np.zeros(3)))
    back[0] = 1
    assert back[0] == 1


def test_what_cannot_cross_becomes_opaque():
    class Trap:
        def __repr__(self):
            raise RuntimeError

    assert decode(encode(Trap())) == Opaque("Trap", "")
    assert decode(encode(np.array([object()]))).type_name == "ndarray"
    assert decode(encode(2**80)).type_name == "int"
    assert decode(encode(...)) is ...
    assert decode(encode(Handle(3))) == Handle(3)


def test_hostile_subclasses_arrive_as_plain_values():
    class Liar(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    back = decode(encode(Liar(3)))
    assert type(back) is int
    assert back != 4


def test_too_deep_a_value_is_refused():
    value: list[object] = []
    for _ in range(200):
        value = [value]
    with pytest.raises(WireError, match="levels deep"):
        encode(value)


def test_too_many_parts_are_refused():
    with pytest.raises(WireError, match="more than 1,000,000 parts"):
        encode([0] * 1_000_001)
    assert len(decode(encode([0] * 500_000))) == 500_000


def _frame(body: object, arrays: object = (), payload: bytes = b"") -> Frame:
    return Frame(json.dumps({"body": body, "arrays": list(arrays)}).encode(), payload)


@pytest.mark.parametrize(
    "frame",
    [
        Frame(b"", b""),
        Frame(b"[1, 2]", b""),
        Frame(b"\xff\xfe", b""),
        Frame(b"[" * 100_000, b""),
        Frame(b'{"body": 1, "arrays": ' + b"9" * 5000 + b"}", b""),
        _frame({"$": "array", "index": 0}),
        _frame({"$": "array", "index": -1}, [{"dtype": "<f4", "shape": [0]}]),
        _frame(1, [{"dtype": "O", "shape": [1]}], b"12345678"),
        _frame(1, [{"dtype": "<f4", "shape": [10**15]}], b"1234"),
        _frame(1, [{"dtype": "<f4", "shape": [-1]}], b"1234"),
        _frame(1, [{"dtype": "<f4", "shape": [1] * 70}], b"1234"),
        _frame(1, [{"dtype": "nonsense", "shape": []}], b""),
        _frame(1, [{"dtype": "2i4,(1,)f4", "shape": [1]}], b"12345678"),
        _frame(1, [{"dtype": "<f99", "shape": [1]}], b"12345678"),
        Frame(b'{"body": [' + b"[]," * 2_000_000 + b'0], "arrays": []}', b""),
        _frame(1, [{"dtype": "V8", "shape": [1]}], b"12345678"),
        _frame({"$": "unknown"}),
        _frame({"no": "tag"}),
        _frame({"$": "dict", "items": [[[1], 2]]}),
        _frame({"$": "dict", "items": [1]}),
        _frame({"$": "set", "items": [[]]}),
        _frame({"$": "object", "kind": "model", "data": {}}),
    ],
)
def test_rubbish_is_refused(frame):
    with pytest.raises(WireError):
        decode(frame)


@given(st.binary(max_size=300), st.binary(max_size=50))
@settings(deadline=None, max_examples=300)
def test_no_bytes_do_worse_than_a_wire_error(header, payload):
    with contextlib.suppress(WireError):
        decode(Frame(header, payload))


def test_frames_survive_a_stream_that_trickles():
    left, right = socket.socketpair()
    with left, right:
        data = encode({"x": np.arange(5)}).to_bytes()
        channel = Channel(right)
        for byte in data[:-1]:
            left.send(bytes([byte]))
            assert channel.wait(1) is None
        left.send(data[-1:])
        np.testing.assert_array_equal(decode(channel.receive())["x"], np.arange(5))


def test_two_frames_in_one_read_are_both_taken():
    left, right = socket.socketpair()
    with left, right:
        channel = Channel(right)
        left.send(encode(1).to_bytes() + encode(2).to_bytes())
        assert [decode(channel.wait(1)), decode(channel.wait(1))] == [1, 2]


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read():
    left, right = socket.socketpair()
    with left, right:
        left.send(struct.pack(">QQ", 10, 2**60))
        with pytest.raises(WireError, match="larger"):
            Channel(right).receive()


def test_a_closed_end_is_told():
    left, right = socket.socketpair()
    left.close()
    with right, pytest.raises(Closed):
        Channel(right).receive()


def tree(body):
    return Frame(json.dumps({"body": body, "arrays": []}).encode(), b"")


MODULUS = 2**61 - 1  # of Python's hashes of numbers: its multiples all collide
COLLIDING = list(itertools.product([n * MODULUS for n in range(-3, 4)], repeat=5))


@pytest.mark.parametrize(
    "body",
    [
        {"$": "set", "items": [n * MODULUS for n in range(50_000)]},
        {"$": "dict", "items": [[float(n), n] for n in range(50_000)]},
        {"$": "dict", "items": [[{"$": "tuple", "items": list(key)}, 0] for key in COLLIDING]},
        [{"$": "set", "items": list(range(200))}] * 60,
        {"$": "set", "items": [{"$": "tuple", "items": [0] * 1000}]},
        {"$": "dict", "items": [[f"{n}", 0] for n in range(50_000)]},
    ],
    ids=["integers", "floats", "tuples", "many sets", "a long key", "texts"],
)
def test_nothing_goes_into_large_hash_tables(body):
    started = time.process_time()
    with pytest.raises(WireError, match=r"keys that are not strings|very long tuple"):
        decode(tree(body))
    assert time.process_time() - started < 2


def test_sets_and_dicts_of_a_usual_size_come_back():
    value = {"a": {n: str(n) for n in range(200)}, "b": set(range(200)), "c": {(n, "x"): None for n in range(9)}}
    assert decode(encode(value)) == value


def test_odd_numbers_and_texts_are_made_harmless():
    assert decode(tree([10**400, -(2**63), 2**63 - 1])) == [Opaque("int", "a very large integer")] * 2 + [2**63 - 1]
    assert decode(tree(["\ud800", {"$": "dict", "items": [["\udfff", 1]]}])) == ["?", {"?": 1}]
    assert decode(tree({"$": "opaque", "type": "a\u001b[2J\nb", "text": "\ud800"})) == Opaque("a b", "?")
