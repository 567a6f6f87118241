"""Tables that platforms export, read so that they can be written again as they were."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.errors import AutograderError

_AGAIN = "Export it from the platform again, as CSV."


@dataclass(frozen=True)
class Table:
    """A table, and how it was written.

    Attributes:
        name: of its file.
        rows: all of them, the first with the names of columns.
        separator: between cells.
        encoding: of the text, with its byte order mark.
        line_end: behind each row.
        quoted: whether each cell stands in quotation marks.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    quoted: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        """The names of columns."""
        return self.rows[0] if self.rows else ()

    def written(self, rows: Iterable[Sequence[object]]) -> bytes:
        """Other rows, written in the same way."""
        text = io.StringIO(newline="")
        csv.writer(
            text,
            delimiter=self.separator,
            lineterminator=self.line_end,
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        ).writerows(rows)
        return text.getvalue().encode(self.encoding, "replace")


def parse_table(name: str, data: bytes) -> Table:
    """Read a table.

    Args:
        name: of the file.
        data: its content.

    Raises:
        AutograderError: it is no table.
    """
    encoding = _encoding(data)
    text = data.decode(encoding, "replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as problem:
        raise AutograderError(f"{name} is not a table: {problem}.", _AGAIN) from problem
    line_end = "\r\n" if "\r\n" in text else "\n"
    cells = first.rstrip("\r").split(separator)
    quoted = all(cell.startswith('"') for cell in cells[:1] + cells[-1:])
    return Table(name, rows, separator, encoding, line_end, quoted and first.count('"') >= 2 * first.count(separator))


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Blackboard
        return "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
