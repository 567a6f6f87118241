"""One picture file becomes 96 × 96 pixels, or a reason why not."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

SIZE = 96
#: Formats that Pillow decodes by itself; others, such as EPS, would start programs.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "PPM")
#: What phones write; decoded by pillow-heif where it is installed.
HEIF = "HEIF"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
#: Decoded at once, 50 million pixels take 200 MB. JPEGs can be decoded at an eighth of their size instead.
MOST_PIXELS = 50_000_000
MOST_PIXELS_OF_A_JPEG = 400_000_000
#: Enlarging a picture with fewer pixels on its short side shows little but a blur.
SHORTEST_SIDE = 32
_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright

Pixels = npt.NDArray[np.uint8]


class Remark(Enum):
    """What was done to a picture on the way; the value tells people."""

    ROTATED = "turned upright, as their EXIF data ask for"
    CONVERTED = "converted to 8-bit colours"
    ANIMATED = "animated or with several pages: the first one is used"
    ENLARGED = f"smaller than {SIZE} pixels, and so enlarged"
    REDUCED = f"over {MOST_PIXELS // 10**6} million pixels, and so decoded at a fraction of their size"


class Unusable(Enum):
    """Why a file cannot be used; the value tells people."""

    NEEDS_HEIF = (
        "a phone's HEIC, which needs pillow-heif: python -m pip install pillow-heif (or let the phone save JPEG)"
    )
    NO_PICTURE = "not a picture, whatever the name says"
    DAMAGED = "damaged or cut off"
    TOO_LARGE = f"over {MOST_PIXELS // 10**6} million pixels, too large to decode"
    TOO_SMALL = f"under {SHORTEST_SIDE} pixels on the short side, too small to see anything"


class UnusableFile(Exception):
    """A file that does not become a picture."""

    def __init__(self, reason: Unusable, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Photo:
    """A picture as it is used.

    Attributes:
        pixels: uint8 ``(96, 96, 3)``, RGB.
        remarks: what was done to it, with details such as the mode it had.
    """

    pixels: Pixels
    remarks: dict[Remark, str]


def read_photo(path: Path) -> Photo:
    """Read, turn upright, convert to RGB on white, cut out the central square and scale it.

    Memory stays bounded (some 200 MB) whatever size the file claims.

    Raises:
        UnusableFile: it is no picture, is damaged, or is too large or too small.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large pictures and odd metadata; both are dealt with here
        try:
            with Image.open(path, formats=_formats()) as image:
                return _prepared(image)
        except Image.DecompressionBombError as problem:
            raise UnusableFile(Unusable.TOO_LARGE) from problem
        except UnidentifiedImageError as problem:
            needs_heif = HEIF not in _formats() and _is_heif(path)
            raise UnusableFile(Unusable.NEEDS_HEIF if needs_heif else Unusable.NO_PICTURE) from problem
        except UnusableFile:
            raise
        except Exception as problem:  # decoders raise whatever they like on damaged files
            raise UnusableFile(Unusable.DAMAGED, str(problem) or type(problem).__name__) from problem


@cache
def _formats() -> tuple[str, ...]:
    """Those that this Pillow was built with, and what phones write if pillow-heif is installed."""
    Image.init()
    if find_spec("pillow_heif") is not None:
        from pillow_heif import register_heif_opener

        register_heif_opener()
    return tuple(name for name in (*FORMATS, HEIF) if name in Image.OPEN)


def _is_heif(path: Path) -> bool:
    """Whether a file begins as HEIC and HEIF do, whatever its name is."""
    with path.open("rb") as file:
        start = file.read(12)
    return start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS


def _prepared(image: Any) -> Photo:
    remarks: dict[Remark, str] = {}
    _bound(image, remarks)
    if getattr(image, "is_animated", False) and image.format != "MPO":  # an MPO's further pages are previews
        remarks[Remark.ANIMATED] = f"{image.format} with {image.n_frames} pages"
    _shrink_while_decoding(image)
    if image.getexif().get(_ORIENTATION, 1) != 1:
        remarks[Remark.ROTATED] = ""
    if image.mode not in ("RGB", "L"):
        remarks[Remark.CONVERTED] = image.mode
    upright = ImageOps.exif_transpose(image)
    square = _square(upright.size)
    scaled = _as_rgb(upright).resize((SIZE, SIZE), Image.Resampling.LANCZOS, box=square)
    return Photo(np.asarray(scaled, dtype=np.uint8), remarks)


def _bound(image: Any, remarks: dict[Remark, str]) -> None:
    """Refuse what is too large or too small, before anything is decoded."""
    width, height = image.size
    pixels = width * height
    if min(width, height) < SHORTEST_SIDE:
        raise UnusableFile(Unusable.TOO_SMALL, f"{width} × {height}")
    if min(width, height) < SIZE:
        remarks[Remark.ENLARGED] = f"{width} × {height}"
    if pixels > MOST_PIXELS:
        # A progressive JPEG keeps all its coefficients in memory, at whatever size it is decoded.
        in_parts = image.format in ("JPEG", "MPO") and "progressive" not in image.info
        if not in_parts or pixels > MOST_PIXELS_OF_A_JPEG:
            raise UnusableFile(Unusable.TOO_LARGE, f"{width} × {height}")
        remarks[Remark.REDUCED] = f"{width} × {height}"


def _shrink_while_decoding(image: Any) -> None:
    """Let a JPEG be decoded at 1/2, 1/4 or 1/8, still twice as large as needed; nothing for other formats."""
    width, height = image.size
    factor = 2 * SIZE / min(width, height)
    if factor < 1:
        image.draft(None, (round(width * factor), round(height * factor)))


def _square(size: tuple[int, int]) -> tuple[float, float, float, float]:
    width, height = size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return left, top, left + side, top + side


def _as_rgb(image: Any) -> Any:
    """Any mode as 8-bit RGB; what is transparent becomes white."""
    if image.mode.startswith(("I", "F")):
        return _from_deep_grey(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(paper, layers).convert("RGB")
    return image.convert("RGB")


def _from_deep_grey(image: Any) -> Any:
    """Grey of 16 bits, 32 bits or floats: full scale is 65,535, or 1 for floats that stay below it, or else 255."""
    values = np.asarray(image, dtype=np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    top = float(values.max(initial=0.0))
    if image.mode.startswith("I;16") or top > 255:
        full = max(65_535.0, top)
    else:
        full = 1.0 if image.mode == "F" and top <= 1 else 255.0
    return Image.fromarray(np.clip(values * (255 / full), 0, 255).round().astype(np.uint8))
