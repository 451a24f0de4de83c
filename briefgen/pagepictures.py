"""The pages of a PDF as pictures, for eyes that compare them: the extra `pictures`."""

from importlib import import_module
from io import BytesIO
from math import ceil
from typing import Any

from briefgen.diagnostics import BriefgenError, Place, error

MOST = 100
"""Pages beyond which no more pictures are drawn."""
_COLOURS = 128
"""Of a picture: text and flat colours keep their look at a quarter of the bytes."""
_SEEN = [0] * 24 + [255] * 232
"""Difference in brightness → whether it counts: the colours of two pictures are rounded each by itself."""
_APART = 0.012
"""Share of a page's height that lines of one band may be apart."""


def pages(pdf: bytes, width: int, *, quick: bool = False) -> list[bytes]:
    """Return each page of a PDF as a PNG so many pixels wide, at most the first hundred.

    `quick` takes two thirds of the time, for a fifth more bytes. The same PDF gives the same bytes.
    Raises BriefgenError with exit code 2 where the extra `pictures` is not installed, and with 3 for bytes
    that are no PDF.
    """
    pdfium = library()
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as fault:
        raise BriefgenError([error(Place("PDF"), f"cannot be drawn: {fault}")], 3) from None
    try:
        return [_picture(document[index], width, quick) for index in range(min(len(document), MOST))]
    finally:
        document.close()


def part(pdf: bytes, width: int, top: int, bottom: int) -> Any:
    """Return what stands between two rows of pixels of the first page of a sound PDF, as a picture of Pillow.

    It is as it would be in a picture of the whole page that is so many pixels wide. Errors as `pages`.
    """
    document = library().PdfDocument(pdf)
    page = document[0]
    scale = width / page.get_width()
    high = ceil(page.get_height() * scale)
    above, below = ((rows - 0.5) / scale if rows else 0 for rows in (top, high - bottom))
    bitmap = page.render(scale=scale, crop=(0, below, 0, above), may_draw_forms=False, rev_byteorder=True)
    picture = bitmap.to_pil().convert("RGB")
    document.close()
    return picture


def library() -> Any:
    """Return the library that draws, loaded.

    Raises BriefgenError with exit code 2 where it is not installed.
    """
    try:
        return import_module("pypdfium2")
    except ImportError:
        missing = error(Place("pypdfium2"), "is not installed", "pip install 'briefgen[pictures]'")
        raise BriefgenError([missing], 2) from None


def _picture(page: Any, width: int, quick: bool) -> bytes:
    bitmap = page.render(scale=width / page.get_width(), may_draw_forms=False, rev_byteorder=True)
    data = BytesIO()
    # Octrees need no seed, and a fifth of the time that median cuts take.
    picture = bitmap.to_pil().convert("RGB").quantize(_COLOURS, method=2, dither=0)
    picture.save(data, "PNG", compress_level=1 if quick else 6)
    page.close()
    return data.getvalue()


def bands(before: bytes, after: bytes) -> list[tuple[float, float]]:
    """Return where two pictures differ, from top to bottom: (top, height) in shares of the height.

    Lines of text a little apart make one band. Empty where nothing that an eye can see differs.
    """
    from PIL import Image, ImageChops

    one, other = (Image.open(BytesIO(data)).convert("L") for data in (before, after))
    if one.size != other.size:
        return [(0.0, 1.0)]
    rows = ImageChops.difference(one, other).point(_SEEN).getprojection()[1]
    found: list[list[int]] = []
    for row, differs in enumerate(rows):
        if differs and found and row - found[-1][1] <= _APART * len(rows):
            found[-1][1] = row
        elif differs:
            found.append([row, row])
    return [(first / len(rows), (last + 1 - first) / len(rows)) for first, last in found]
