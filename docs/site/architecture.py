"""Draw the packages of ``autograder`` and the imports between them: ``docs/pictures/architecture.svg``.

    python docs/site/architecture.py

Layers are read from the contracts in ``pyproject.toml``, imports from the code, and what a package is for from
its docstring. Arrows implied by others (a imports b, b imports c) are left out.
"""

from __future__ import annotations

import ast
import html
import sys
import textwrap
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import grimp

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
PACKAGE = "autograder"
WIDTH, BOX_HEIGHT, GAP, MARGIN = 900, 62, 34, 20
_INK, _LINE, _PALE = "#1d2330", "#7b8698", "#fbfaf7"


@dataclass(frozen=True)
class Package:
    """A package or module directly below ``autograder``.

    Attributes:
        name: its name.
        purpose: the first sentence of its docstring.
    """

    name: str
    purpose: str

    @classmethod
    def read(cls, name: str) -> Package:
        """Read its name and docstring."""
        folder = ROOT / PACKAGE / name
        file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        documented = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        return cls(name, documented.splitlines()[0].rstrip(".") if documented else "")


def layers() -> list[list[str]]:
    """Names of packages, top layer first."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = content["tool"]["importlinter"]["contracts"]
    found = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip() for name in layer.replace("|", ":").split(":")] for layer in found]


def imports(names: list[str]) -> set[tuple[str, str]]:
    """Who imports whom (lazily and for types, too), without arrows implied by others."""
    graph = grimp.build_graph(PACKAGE)
    direct = {
        (one, other)
        for one in names
        for other in names
        if one != other
        and graph.direct_import_exists(
            importer=f"{PACKAGE}.{one}", imported=f"{PACKAGE}.{other}", as_packages=_both_packages(one, other)
        )
    }
    return {(one, other) for one, other in direct if not _implied(one, other, direct)}


def _both_packages(one: str, other: str) -> bool:
    return any((ROOT / PACKAGE / name).is_dir() for name in (one, other))


def _implied(one: str, other: str, direct: set[tuple[str, str]]) -> bool:
    """Whether a longer path implies this arrow."""
    waiting, seen = [third for start, third in direct if start == one and third != other], set()
    while waiting:
        third = waiting.pop()
        if third == other:
            return True
        if third not in seen:
            seen.add(third)
            waiting += [end for start, end in direct if start == third]
    return False


def draw() -> str:
    """The picture as SVG."""
    rows = layers()
    places: dict[str, tuple[float, float, float]] = {}
    boxes = []
    for number, row in enumerate(rows):
        top = MARGIN + number * (BOX_HEIGHT + GAP)
        width = (WIDTH - 2 * MARGIN - 16 * (len(row) - 1)) / len(row)
        width = min(width, 420)
        start = (WIDTH - width * len(row) - 16 * (len(row) - 1)) / 2
        for position, name in enumerate(row):
            left = start + position * (width + 16)
            places[name] = (left, top, width)
            boxes.append(_box(Package.read(name), left, top, width))
    arrows = [_arrow(places[one], places[other]) for one, other in sorted(imports(list(places)))]
    height = 2 * MARGIN + len(rows) * BOX_HEIGHT + (len(rows) - 1) * GAP
    description = "; ".join(f"{', '.join(above)} above {', '.join(below)}" for above, below in pairwise(rows))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">',
            '<title id="t">The packages of autograder, and which imports which</title>',
            f'<desc id="d">Layers from the top: {description}. Every arrow points down.</desc>',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{_LINE}"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{height}" rx="14" fill="{_PALE}"/>',
            *arrows,
            *boxes,
            "</svg>",
            "",
        ]
    )


def _box(package: Package, left: float, top: float, width: float) -> str:
    middle = left + width / 2
    lines = textwrap.wrap(package.purpose, int(width / 6.1))
    texts = "".join(
        f'<text x="{middle:g}" y="{top + 39 + 14 * number:g}" text-anchor="middle" font-size="11" fill="{_INK}">'
        f"{html.escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    return (
        f'<g><rect x="{left:g}" y="{top:g}" width="{width:g}" height="{BOX_HEIGHT}" rx="10" fill="#fff" '
        f'stroke="{_LINE}" stroke-width="1.3"/>'
        f'<text x="{middle:g}" y="{top + 19:g}" text-anchor="middle" font-weight="600" fill="{_INK}">'
        f"{package.name}</text>"
        f"{texts}</g>"
    )


def _arrow(one: tuple[float, float, float], other: tuple[float, float, float]) -> str:
    (left, top, width), (to_left, to_top, to_width) = one, other
    start, end = left + width / 2, to_left + to_width / 2
    end += max(-to_width / 3, min(to_width / 3, (start - end) / 4))
    bottom = top + BOX_HEIGHT
    bend = (to_top - bottom) / 2
    dashes = "" if to_top - bottom <= GAP else ' stroke-dasharray="4 3"'  # passes behind boxes
    return (
        f'<path d="M{start:.0f} {bottom:.0f} C{start:.0f} {bottom + bend:.0f} {end:.0f} {to_top - bend:.0f} '
        f'{end:.0f} {to_top - 1:.0f}" fill="none" stroke="{_LINE}" stroke-width="1.3"{dashes} marker-end="url(#tip)"/>'
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    print(PICTURE)
