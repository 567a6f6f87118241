"""Pictures as a scanner sees them in an album: each with some of the coloured page around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# Pages of five albums, told apart by people who see few colours, too.
_PAGES = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442")
_MARGIN = 12  # pixels of the page that are to be seen on each side


def on_pages(pictures: np.ndarray[Any, Any], pages: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Pictures whose margin is covered by the page of an album.

    Args:
        pictures: ``(n, height, width, 3)``, pixels from 0 to 255; they stay as they are.
        pages: ``(n,)``, whole numbers: pictures with the same number lie on pages of the same colour. There are five
            colours.

    Returns:
        float32, of the same shape.
    """
    import numpy as np

    colours = np.array([[int(page[at : at + 2], 16) for at in (1, 3, 5)] for page in _PAGES], dtype="float32")
    scanned = np.repeat(colours[pages % len(_PAGES)][:, None, None, :], pictures.shape[1], axis=1)
    scanned = np.repeat(scanned, pictures.shape[2], axis=2)
    inside = slice(_MARGIN, -_MARGIN)
    scanned[:, inside, inside] = pictures[:, inside, inside]
    return scanned
