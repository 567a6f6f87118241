"""Single files: what becomes of odd ones, and which are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autograder.datasets.photos import reading
from autograder.datasets.photos.reading import Remark, Unusable, UnusableFile, read_photo
from tests.datasets.photos.conftest import picture, save

RED, BLUE = (255, 0, 0), (0, 0, 255)


def halves(size: tuple[int, int] = (200, 200)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def refused(path: Path) -> Unusable:
    with pytest.raises(UnusableFile) as caught:
        read_photo(path)
    return caught.value.reason


@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.gif", "x.webp", "x.bmp", "x.tif"])
def test_a_plain_picture_needs_no_remark(name: str, tmp_path: Path) -> None:
    photo = read_photo(save(tmp_path / name, 1))
    assert photo.pixels.shape == (96, 96, 3)
    assert photo.pixels.dtype == np.uint8
    assert set(photo.remarks) <= ({Remark.CONVERTED} if name == "x.gif" else set())
    expected = picture(1).crop((10, 0, 110, 100)).resize((96, 96))
    assert np.abs(photo.pixels.astype(int) - np.asarray(expected).astype(int)).mean() < 12


def test_the_middle_is_cut_out(tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 100), BLUE)
    image.paste(RED, (100, 0, 200, 100))
    image.save(tmp_path / "x.png")
    assert (read_photo(tmp_path / "x.png").pixels[:, 2:-2] == RED).all()


def test_exif_turns_a_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it rotated by 90 degrees clockwise
    halves().save(tmp_path / "x.jpg", exif=exif, quality=95)
    photo = read_photo(tmp_path / "x.jpg")
    assert Remark.ROTATED in photo.remarks
    assert photo.pixels[10, :, 0].min() > 200  # red on top
    assert photo.pixels[-10, :, 2].min() > 200


def test_sixteen_bits_keep_their_range(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65_535, 128).astype(np.uint16), (128, 1))
    Image.fromarray(ramp).save(tmp_path / "x.png")
    photo = read_photo(tmp_path / "x.png")
    assert photo.remarks[Remark.CONVERTED].startswith("I")
    assert photo.pixels[0, 0].max() < 5
    assert photo.pixels[0, -1].min() > 250
    assert 120 < photo.pixels[0, 48, 0] < 136


@pytest.mark.parametrize(("top", "scale"), [(1.0, 255), (200.0, 1)])
def test_floats_are_scaled_by_what_they_hold(top: float, scale: float, tmp_path: Path) -> None:
    Image.fromarray(np.full((100, 100), top, np.float32)).save(tmp_path / "x.tif")
    assert (read_photo(tmp_path / "x.tif").pixels == round(top * scale)).all()


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "YCbCr"])
def test_modes_become_colours(mode: str, tmp_path: Path) -> None:
    image = halves().convert(mode)
    path = tmp_path / ("x.jpg" if mode in ("CMYK", "YCbCr") else "x.png")
    image.save(path)
    photo = read_photo(path)
    assert (Remark.CONVERTED in photo.remarks) == (mode in ("CMYK", "P", "1"))
    if mode in ("CMYK", "P", "YCbCr"):
        assert photo.pixels[48, 10, 0] > 200
        assert photo.pixels[48, -10, 2] > 200


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode: str, tmp_path: Path) -> None:
    if mode == "P":
        image = Image.new("P", (100, 100), 1)
        image.putpalette([*RED, *BLUE])
        image.save(tmp_path / "x.png", transparency=1)
    else:
        Image.new(mode, (100, 100)).save(tmp_path / "x.png")
    assert (read_photo(tmp_path / "x.png").pixels == 255).all()


def test_of_an_animation_the_first_picture_is_taken(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (100, 100), RED), Image.new("RGB", (100, 100), BLUE)
    first.save(tmp_path / "x.gif", save_all=True, append_images=[second])
    photo = read_photo(tmp_path / "x.gif")
    assert photo.remarks[Remark.ANIMATED] == "GIF with 2 pages"
    assert (photo.pixels == RED).all()


def test_text_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_text("This is a shopping list.")
    (tmp_path / "y.jpg").write_bytes(b"")
    assert refused(tmp_path / "x.jpg") is refused(tmp_path / "y.jpg") is Unusable.NO_PICTURE


@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.webp"])
def test_half_a_file_is_damaged(name: str, tmp_path: Path) -> None:
    whole = save(tmp_path / name, 1).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / name) is Unusable.DAMAGED


def test_postscript_starts_no_program(tmp_path: Path) -> None:
    picture(1).save(tmp_path / "x.eps")
    (tmp_path / "x.eps").rename(tmp_path / "x.jpg")
    assert refused(tmp_path / "x.jpg") is Unusable.NO_PICTURE


def test_small_pictures_are_enlarged_or_refused(tmp_path: Path) -> None:
    picture(1, (60, 50)).save(tmp_path / "x.png")
    picture(1, (60, 20)).save(tmp_path / "y.png")
    assert read_photo(tmp_path / "x.png").remarks == {Remark.ENLARGED: "60 × 50"}
    assert refused(tmp_path / "y.png") is Unusable.TOO_SMALL


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_hundred_megapixels_are_decoded_small_or_refused(tmp_path: Path) -> None:
    """In a process of its own, because what matters is how much memory it takes."""
    huge = Image.new("L", (10_000, 10_000), 90)
    huge.save(tmp_path / "x.jpg")
    huge.save(tmp_path / "y.jpg", progressive=True)
    huge.save(tmp_path / "z.png", compress_level=1)
    program = (
        "import sys\nfrom pathlib import Path\nfrom autograder.datasets.photos.reading import *\n"
        "photo = read_photo(Path('x.jpg'))\nassert (photo.pixels == 90).all()\n"
        "assert photo.remarks == {Remark.REDUCED: '10000 × 10000'}\n"
        "for name in ('y.jpg', 'z.png'):\n"
        "    try:\n        read_photo(Path(name))\n        sys.exit(f'{name} was read')\n"
        "    except UnusableFile as problem:\n        assert problem.reason is Unusable.TOO_LARGE\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False, env=_environment()
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 150 * 1024  # KiB; decoded whole, it would be 100 MB more than it is now


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(path for path in sys.path if path), "LC_ALL": "C.UTF-8"}


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert refused(save(tmp_path / "x.png", 1)) is Unusable.TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr(reading, "MOST_PIXELS", 1000)
    assert refused(tmp_path / "x.png") is Unusable.TOO_LARGE


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def test_a_phones_heic_names_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_formats", lambda: reading.FORMATS)  # as where pillow-heif is not installed
    for name in ("IMG_0001.HEIC", "renamed.jpg"):
        (tmp_path / name).write_bytes(HEIC)
        assert refused(tmp_path / name) is Unusable.NEEDS_HEIF
    assert "pillow-heif" in Unusable.NEEDS_HEIF.value
    (tmp_path / "text.heic").write_text("bread, milk")
    assert refused(tmp_path / "text.heic") is Unusable.NO_PICTURE


def test_a_phones_heic_is_read_with_pillow_heif(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.from_pillow(halves()).save(tmp_path / "x.heic", quality=95)
    photo = read_photo(tmp_path / "x.heic")
    assert photo.pixels[:, 10, 0].min() > 200
    assert photo.pixels[:, -10, 2].min() > 200
    (tmp_path / "half.heic").write_bytes((tmp_path / "x.heic").read_bytes()[:300])
    assert refused(tmp_path / "half.heic") in (Unusable.DAMAGED, Unusable.NO_PICTURE)
