"""Files for the instructor, each written whole or not at all; what somebody wrote into them is not lost."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from autograder.classes.store import ClassStore, WrittenFile
from autograder.classes.tables import parse_table
from autograder.errors import AutograderError

Tell = Callable[[str], None]
_CELLS = ("score", "status")


class KeptFiles:
    """The files of one run. Where one was changed since it was written, that copy is kept under another name.

    Args:
        store: knows what was written before.
        folder: for the files.
        tell: is told what was found to be changed.
    """

    def __init__(self, store: ClassStore, folder: Path, tell: Tell) -> None:
        self._store, self._folder, self._tell = store, folder, tell
        self._before = store.written()
        self._now: dict[str, WrittenFile] = {}

    def write(self, name: str, parts: Iterable[bytes], *, compared: bool = False) -> Path:
        """Write a file.

        Args:
            name: of the file.
            parts: its content, one after another.
            compared: whether to keep the content, so that a changed file can be told from one that a spreadsheet
                has only written in its own way.
        """
        path, digest, kept = self._folder / name, hashlib.sha256(), b""
        descriptor, new = tempfile.mkstemp(dir=self._folder, prefix=f".{name}-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for part in parts:
                    file.write(part)
                    digest.update(part)
                    kept += part if compared else b""
            Path(new).chmod(0o644)
            self._set_aside(path)
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
        # At once: a run that ends here must not take this file for one that somebody edited.
        self._now[name] = WrittenFile(name, digest.hexdigest(), kept if compared else None)
        self._store.set_written({**self._before, **self._now}.values())
        return path

    def finish(self) -> None:
        """Remove files that were written before and are not any more, and remember what was written now."""
        for name in self._before.keys() - self._now.keys():
            path = self._folder / name
            self._set_aside(path)
            path.unlink(missing_ok=True)
        self._store.set_written(self._now.values())

    def _set_aside(self, path: Path) -> None:
        before = self._before.get(path.name)
        changed = changed_cells(path, before)
        if changed is None:
            return
        target = path.with_name(f"{path.stem}.edited{path.suffix}")
        number = 1
        while target.exists():
            number += 1
            target = path.with_name(f"{path.stem}.edited-{number}{path.suffix}")
        path.rename(target)
        what = f" ({listed_changes(changed)})" if changed else ""
        self._tell(
            f"{path.name} was edited by hand{what}. It is kept as {target.name}; what was changed there is not in the "
            f"new {path.name}. To make it last: autograder correct {self._folder} STUDENT --points … --why …"
        )


def changed_cells(path: Path, before: WrittenFile | None) -> Sequence[str] | None:
    """What was changed by hand in a file since it was written, as far as that can be told; None if nothing was."""
    if before is None or not path.is_file() or path.is_symlink():
        return None
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() == before.digest:
        return None
    if before.content is None:
        return ()
    was, now = _rows(before.content), _rows(data)
    if was == now:
        return None  # a spreadsheet has written it in its own way
    keys, told = _by_id(was), []
    for key, row in _by_id(now).items():
        old = keys.get(key)
        if old is None:
            told.append(f"{key[0]} is new")
        told += [
            f"{key[0]}: {old.get(cell) or 'nothing'} → {row.get(cell) or 'nothing'}"
            for cell in _CELLS
            if old is not None and old.get(cell) != row.get(cell)
        ]
    return told


def listed_changes(changes: Sequence[str]) -> str:
    """Some changes for a sentence."""
    return ", ".join(changes[:5]) + (f" and {len(changes) - 5} more" if len(changes) > 5 else "")


def _rows(data: bytes) -> list[list[str]]:
    try:
        rows = parse_table("", data).rows
    except AutograderError:
        return []
    return [[cell.replace("\r\n", "\n") for cell in row] for row in rows if any(row)]


def _by_id(rows: Sequence[Sequence[str]]) -> Mapping[tuple[str, int], Mapping[str, str]]:
    found: dict[tuple[str, int], Mapping[str, str]] = {}
    for row in rows[1:]:
        named = dict(zip(rows[0], row, strict=False))
        who = named.get("id", row[0] if row else "")
        number = sum(key[0] == who for key in found) if (who, 0) in found else 0
        found[who, number] = named
    return found
