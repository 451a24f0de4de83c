"""Photographs in the colours of a printing press, turned into those of a screen for the sake of PDF/A."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

JPEG = b"\xff\xd8\xff"
QUALITY = 95
"""Of what is turned, so that nobody sees it was."""


def for_screens(data: bytes) -> bytes:
    """Return a JPEG in CMYK as one in sRGB; anything else as it is.

    What cannot be read is returned too: the layout tells of it.
    """
    if not data.startswith(JPEG):
        return data
    from PIL import Image

    made = BytesIO()
    try:
        with Image.open(BytesIO(data)) as image:
            if image.mode != "CMYK":
                return data
            exif = image.info.get("exif", b"")
            _turned(image).save(made, "JPEG", quality=QUALITY, subsampling=0, exif=exif)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return data
    return made.getvalue()


def _turned(image: "Picture") -> "Picture":
    """Turn a picture by its own profile, or by rule where it has none of use."""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        screen = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, profile, screen, outputMode="RGB")
    except (KeyError, OSError, ImageCms.PyCMSError):
        turned = None
    return turned or image.convert("RGB")
