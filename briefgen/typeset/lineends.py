"""The space at the end of a broken line: no glyph shows it, but the text has it.

In a tagged document all spaces are there that part words (ISO 32000-1, 14.8.2.5): who walks the structure
puts lines together as they are. So the space at which a line was broken is drawn behind it.
"""

from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.typeset import glyphs
from briefgen.typeset.paragraph import Paragraph


def note(line: Any, paragraph: Paragraph) -> None:
    """Note on the last text box of a line where the line ends in its paragraph, if it ends before a space."""
    box = _last(line)
    if box is not None:
        end = box.paragraph[1] + len(box.text)
        if paragraph.text[end : end + 1].isspace():
            box.line_end = end


def _last(parent: Any) -> Any:
    """Return the last text on a line in logical order; None where something else ends it."""
    for box in reversed(parent.children):
        if isinstance(box, boxes.TextBox):
            if box.text.strip():
                return box if "paragraph" in box.__dict__ else None
        elif not box.is_in_normal_flow():
            continue
        elif not isinstance(box, boxes.InlineBox):
            return None
        elif (found := _last(box)) is not None:
            return found
    return None


def ends_line(textbox: Any) -> bool:
    """Tell whether a box, which may be a piece of the one that was noted, ends a line before a space."""
    end = textbox.__dict__.get("line_end")
    return end is not None and textbox.paragraph[1] + len(textbox.text) == end


def space(stream: Any) -> None:
    """Draw a space behind the last glyph drawn, in its font."""
    if stream._current_font is None:
        return
    name, _ = stream._current_font
    font: Any = next((font for font in stream._fonts.values() if font.hash == name), None)
    blank = font and glyphs.blank(font)
    if blank is not None:
        font.to_unicode.setdefault(blank, " ")
        stream.stream.append(f"<{blank:04x}>Tj".encode())
