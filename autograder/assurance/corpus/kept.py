"""What is kept from one ``verify --corpus`` to the next: verdicts, and recordings of what submissions answered.

One SQLite file in the instructor's home, which several processes may use at once. It can be deleted at any time.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from autograder.assurance.corpus.recording import Exchange, Recording, Standing
from autograder.datasets.hidden_pictures import home
from autograder.errors import AutograderError
from autograder.results import Report

MOST_BYTES = 4 * 2**30
MOST_VERDICTS = 10_000
_VERSION = 1
_WAIT_S = 60.0
_SAMPLE = 64 * 2**10
_PACKED_AT_LEAST = 0.8  # what shrinks by less is kept as it is: weights hardly do
_SCHEMA = """
CREATE TABLE IF NOT EXISTS verdict (key TEXT PRIMARY KEY, report TEXT NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recording (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE NOT NULL, used REAL NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS piece (digest BLOB PRIMARY KEY, size INTEGER NOT NULL, packed INTEGER NOT NULL,
    content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS part (recording INTEGER NOT NULL, piece BLOB NOT NULL,
    PRIMARY KEY (recording, piece)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS part_by_piece ON part (piece);
CREATE INDEX IF NOT EXISTS piece_by_size ON piece (size);
"""
_STANDING: TypeAdapter[Standing] = TypeAdapter(Standing)


def kept_file() -> Path:
    """Where it lies."""
    folder = home() / "corpus"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "kept.sqlite"


class Kept:
    """The file, opened.

    Args:
        path: made if it is missing, and made anew if it is from another version.
        most_bytes: of all pieces; beyond that, the recordings go that have not been used for longest.

    Raises:
        AutograderError: it cannot be used.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self.most_bytes = most_bytes
        try:
            self._connection = self._open()
            if self._connection.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                self._connection.close()
                path.unlink()
                self._connection = self._open()
            self._connection.executescript(f"{_SCHEMA}PRAGMA user_version = {_VERSION};")
        except (sqlite3.Error, OSError) as problem:
            raise AutograderError(
                f"{path}, where verdicts on the corpus are kept, cannot be used: {problem}.", "Delete it and try again."
            ) from problem

    def _open(self) -> sqlite3.Connection:
        # Answers are brought by the thread that stands for the student's process, one after another.
        connection = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def verdict(self, key: str) -> Report | None:
        """The report that was kept by this key."""
        row = self._connection.execute("SELECT report FROM verdict WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        self._connection.execute("UPDATE verdict SET used = ? WHERE key = ?", (time.time(), key))
        return Report.from_json(json.loads(row[0]))

    def keep_verdict(self, key: str, report: Report) -> None:
        """Keep a report."""
        with self._connection:
            text = json.dumps(report.as_json())
            self._connection.execute("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?)", (key, text, time.time()))
            self._connection.execute(
                "DELETE FROM verdict WHERE key NOT IN (SELECT key FROM verdict ORDER BY used DESC LIMIT ?)",
                (MOST_VERDICTS,),
            )

    def number(self, key: str) -> int | None:
        """Of the recording that is kept by this key; one that is made again has another number."""
        row = self._connection.execute("SELECT number FROM recording WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def recording(self, key: str) -> Recording | None:
        """The recording that was kept by this key; :meth:`piece` brings its pieces."""
        row = self._connection.execute("SELECT content FROM recording WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        self._connection.execute("UPDATE recording SET used = ? WHERE key = ?", (time.time(), key))
        return _recording(json.loads(zlib.decompress(row[0])))

    def piece(self, digest: bytes) -> bytes:
        """A piece of an answer.

        Raises:
            KeyError: it is gone.
        """
        row = self._connection.execute("SELECT packed, content FROM piece WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest.hex())
        return zlib.decompress(row[1]) if row[0] else bytes(row[1])

    def keep_recording(self, key: str, recording: Recording, pieces: Mapping[bytes, bytes]) -> None:
        """Keep a recording, in place of one that was kept by this key."""
        needed = {piece for exchange in recording.exchanges for piece in exchange.answer}
        packed = {piece: _packed(pieces[piece]) for piece in needed}  # before anyone is kept waiting
        content = zlib.compress(json.dumps(_plain(recording)).encode())
        with self._transaction() as cursor:
            _delete(cursor, key)
            cursor.execute("INSERT INTO recording (key, used, content) VALUES (?, ?, ?)", (key, time.time(), content))
            number = cursor.lastrowid
            cursor.executemany(
                "INSERT OR IGNORE INTO piece VALUES (?, ?, ?, ?)",
                [(piece, len(data), shrunk, data) for piece, (shrunk, data) in packed.items()],
            )
            cursor.executemany("INSERT INTO part VALUES (?, ?)", [(number, piece) for piece in needed])
            self._make_room(cursor)

    def forget_recording(self, key: str) -> None:
        """Keep the recording no longer."""
        with self._transaction() as cursor:
            _delete(cursor, key)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise

    def size(self) -> int:
        """Bytes of all pieces."""
        return int(self._connection.execute("SELECT COALESCE(SUM(size), 0) FROM piece").fetchone()[0])

    def _make_room(self, cursor: sqlite3.Cursor) -> None:
        while self.size() > self.most_bytes:
            cursor.execute("DELETE FROM piece WHERE digest NOT IN (SELECT piece FROM part)")
            oldest = cursor.execute("SELECT number FROM recording ORDER BY used LIMIT 1").fetchone()
            if oldest is None or self.size() <= self.most_bytes:
                return
            cursor.execute("DELETE FROM part WHERE recording = ?", oldest)
            cursor.execute("DELETE FROM recording WHERE number = ?", oldest)


def _delete(cursor: sqlite3.Cursor, key: str) -> None:
    cursor.execute("DELETE FROM part WHERE recording IN (SELECT number FROM recording WHERE key = ?)", (key,))
    cursor.execute("DELETE FROM recording WHERE key = ?", (key,))


def _packed(data: bytes) -> tuple[bool, bytes]:
    """The data, shrunk if a sample of it says that it is worth while."""
    sample = data[:_SAMPLE]
    if len(zlib.compress(sample, 1)) > _PACKED_AT_LEAST * len(sample):
        return False, data
    return True, zlib.compress(data, 1)


def _plain(recording: Recording) -> dict[str, Any]:
    return {
        "started": _STANDING.dump_python(recording.started),
        "exchanges": [
            {
                "request": exchange.request.hex(),
                "answer": [piece.hex() for piece in exchange.answer],
                "seconds": exchange.seconds,
                "standing": _STANDING.dump_python(exchange.standing),
            }
            for exchange in recording.exchanges
        ],
    }


def _recording(plain: dict[str, Any]) -> Recording:
    return Recording(
        _STANDING.validate_python(plain["started"]),
        tuple(
            Exchange(
                bytes.fromhex(one["request"]),
                tuple(bytes.fromhex(piece) for piece in one["answer"]),
                one["seconds"],
                _STANDING.validate_python(one["standing"]),
            )
            for one in plain["exchanges"]
        ),
    )
