"""Pictures that WeasyPrint leaves out of a page, of which it tells in its log alone."""

import logging

_LOST, _INLINE = ("Failed to load image", "Failed to render SVG image"), "Failed to load inline SVG"
"""How messages begin that tell of a picture, and of one within the page itself."""
_DAMAGED = "it is damaged, or not what its name says", "export the image anew"
_LARGE = (
    "it has more pixels than there is memory for",
    "export it smaller: 3,000 pixels are enough for the width of a page",
)


class Unloaded(logging.Handler):
    """Notes them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.pictures: list[tuple[str, str]] = []
        """What is told of each, and a hint."""

    def emit(self, record: logging.LogRecord) -> None:
        """Note a picture that could not be loaded or drawn."""
        told, parts = str(record.msg), record.args if isinstance(record.args, tuple) else ()
        subject = str(parts[0]) if parts else ""
        if told.startswith(_INLINE):
            what = f"a drawing in the page cannot be drawn: {ascii(subject)[1:-1][:100]}"
            self.pictures.append((what, _DAMAGED[1]))
        elif told.startswith(_LOST):
            address = ascii(subject.removeprefix("bundle:///")[:100])
            why, hint = _LARGE if any(map(_is_large, parts[1:])) else _DAMAGED
            self.pictures.append((f"the picture {address} cannot be drawn: {why}", hint))


def _is_large(fault: object) -> bool:
    """Tell whether a fault comes of a picture with too many pixels; Pillow need not be loaded to ask."""
    name = type(fault).__name__
    return name in {"DecompressionBombError", "MemoryError"} or (
        isinstance(fault, BaseException) and _is_large(fault.__cause__)
    )
