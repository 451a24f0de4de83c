"""Lines that are cut for an ellipsis (`text-overflow`), in right-to-left text.

WeasyPrint cuts a text box and draws what is left where the whole would begin at the left: out of sight.
"""

from typing import Any

from weasyprint.matrix import Matrix
from weasyprint.text.ffi import TO_UNITS, pango
from weasyprint.text.line_break import line_size


def overflows(textbox: Any) -> bool:
    """Tell whether a text box is wider than it may be."""
    return bool(textbox.width > textbox.pango_layout.max_width)


def aligned(textbox: Any, matrix: Any) -> Any:
    """Return where a text box is drawn that is cut: its right edge stays where it is, whatever goes."""
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    pango.pango_layout_set_width(layout.layout, int(layout.max_width * TO_UNITS))
    pango.pango_layout_set_ellipsize(layout.layout, pango.PANGO_ELLIPSIZE_END)
    line, _ = layout.get_first_line()
    width, _ = line_size(line, textbox.style)
    return Matrix(d=-1, e=matrix.values[4] + textbox.width - width, f=matrix.values[5])
