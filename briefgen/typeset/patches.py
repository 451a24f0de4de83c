"""Every function of WeasyPrint that is replaced, in one table; what is replaced for speed alone in `savings`.

A replacement takes what it replaces as its first argument, so that it can fall back on it, and the parameters
of the original after it. The table holds the parameters each original had when its replacement was written:
another WeasyPrint is refused at the start instead of misbehaving on some page (see `grafts`).
"""

from briefgen.typeset import (
    balance,
    breaks,
    columns,
    continuation,
    drawings,
    grafts,
    lines,
    links,
    markers,
    notes,
    reprise,
    spacing,
    statics,
    svglanguages,
    svglines,
    svgtext,
    tags,
    tall,
    textlayer,
)
from briefgen.typeset.grafts import Patch
from briefgen.typeset.savings import SAVINGS

_BLOCK = (
    "context box bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes "
    "adjoining_margins first_letter_style first_line_style discard max_lines"
)
"""Parameters of all that lays out a block."""

PATCHES: tuple[Patch, ...] = (
    Patch(
        "layout.inline",
        "first_letter_to_box",
        "box skip_stack first_letter_style",
        "each inline box is ordered by itself: levels need the whole paragraph",
        lines.prepare,
    ),
    Patch(
        "layout.inline",
        "split_text_box",
        "context box available_width skip is_line_start",
        "text on a line does not know its place in the paragraph",
        lines.split_text,
    ),
    Patch(
        "layout.inline",
        "remove_last_whitespace",
        "context line",
        "lines are not put into visual order",
        lines.finish,
    ),
    Patch(
        "layout.inline",
        "split_inline_level",
        "context box position_x max_x bottom_space skip_stack containing_block absolute_boxes fixed_boxes "
        "line_placeholders waiting_floats line_children first_letter_style first_line_style",
        "letters at the edges of boxes do not know their places in the paragraph",
        breaks.split_level,
    ),
    Patch(
        "layout.inline",
        "can_break_text",
        "text lang",
        "breaks between boxes are decided by two letters: a prefix parts from its number",
        breaks.can_break,
    ),
    Patch(
        "layout.inline",
        "split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
        "a text that fits but for the space at its end is broken after its first word",
        breaks.split_first_line,
    ),
    Patch(
        "layout.inline",
        "justify_line",
        "context line extra_width",
        "words are spread in logical order",
        spacing.justify,
    ),
    Patch(
        "layout.inline",
        "handle_leader",
        "context line containing_block",
        "leaders are placed in logical order",
        spacing.lead,
    ),
    Patch(
        "layout.absolute",
        "absolute_width",
        "box context cb_x cb_y cb_width cb_height",
        "absolute boxes leave their place in right-to-left lines",
        statics.absolute_width,
    ),
    Patch(
        "formatting_structure.build",
        "marker_to_box",
        "element state parent_style style_for get_image_from_uri target_collector counter_style",
        "`::marker { content: … }` stops the layout",
        markers.marker_to_box,
    ),
    Patch(
        "svg",
        "SVG.__init__",
        "self tree url font_config url_fetcher",
        "a drawing that repeats its own repetitions is drawn for hours",
        drawings.begin,
    ),
    Patch(
        "svg",
        "Node.text_children",
        "self element trailing_space text_root",
        "text is drawn letter by letter: reversed, or not joined",
        svgtext.text_children,
    ),
    Patch(
        "svg",
        "SVG.draw_node",
        "self node font_size fill_stroke context",
        "each element of a text is ordered by itself, and stands right of the one before",
        svglines.draw_node,
    ),
    Patch(
        "images",
        "SVGImage.draw",
        "self stream concrete_width concrete_height _style",
        "a drawing does not know in what language it is shown",
        svglanguages.draw,
    ),
    Patch(
        "draw.border",
        "draw_column_rules",
        "stream box",
        "in right-to-left columns a rule stands outside of them",
        columns.draw_rules,
    ),
    Patch(
        "draw.text",
        "draw_first_line",
        "stream textbox text_overflow block_ellipsis matrix",
        "right-to-left text comes back from no reader as it was written",
        textlayer.draw_first_line,
    ),
    Patch(
        "pdf",
        "build_fonts_dictionary",
        "pdf fonts compress subset options",
        "a glyph reads as one text in the whole document",
        textlayer.build_fonts_dictionary,
    ),
    Patch(
        "pdf",
        "add_links",
        "links_and_anchors matrix pdf page names tags",
        "an annotation for each box of a link, called by its address; ours has one for each anchor",
        links.skip_links,
    ),
    Patch(
        "formatting_structure.boxes",
        "Box.is_input",
        "self",
        "PDF/A wants a drawn appearance of every field that can be filled in, and there is none",
        links.is_field,
    ),
    Patch(
        "pdf",
        "add_tags",
        "pdf document pdf_version page_streams",
        "the structure tree repeats what breaks over pages and lacks notes, languages, scopes, artifacts",
        tags.add_tags,
    ),
    Patch(
        "pdf.stream",
        "Stream.marked",
        "self box tag",
        "content is numbered as it is drawn, before it is known which of it is an artifact",
        tags.mark,
    ),
    Patch(
        "layout",
        "LayoutContext._update_footnote_area",
        "self",
        "a note that fits goes to the next page for the sake of a rounding error",
        notes.update_area,
    ),
    Patch(
        "layout",
        "block_level_layout",
        _BLOCK,
        "a note is never broken: one longer than a page runs off it",
        continuation.lay_out,
    ),
    Patch(
        "layout.page",
        "block_level_layout",
        _BLOCK,
        "the same where a page is finished; and text covers notes that leave it no room",
        continuation.lay_out,
    ),
    Patch(
        "layout",
        "LayoutContext.unlayout_footnote",
        "self footnote",
        "a note is taken off the page it goes on on, for the sake of a call on the page before",
        continuation.take_back,
    ),
    Patch(
        "layout",
        "make_all_pages",
        "context root_box html pages",
        "where some pages are laid out again, the notes that others had no room for are lost",
        continuation.make_pages,
    ),
    Patch(
        "layout.page",
        "remake_page",
        "index context root_box html",
        "a float that goes on when the text is at its end is dropped",
        continuation.make_page,
    ),
    Patch(
        "layout.block",
        "_linebox_layout",
        "context box index child new_children page_is_empty absolute_boxes fixed_boxes adjoining_margins "
        "bottom_space position_y skip_stack first_letter_style first_line_style draw_bottom_decoration "
        "max_lines",
        "notes with policy `line` leave the page of their call",
        notes.lay_out_lines,
    ),
    Patch(
        "layout.block",
        "block_box_layout",
        _BLOCK,
        "a column that is only measured cannot be told from one that is drawn",
        balance.lay_out_box,
    ),
    Patch(
        "layout.block",
        "block_level_layout",
        _BLOCK,
        "to balance columns their blocks are laid out at each height that is tried, and all that twice; "
        "what no page holds is moved to the next before it is broken",
        tall.lay_out_block,
    ),
    Patch(
        "layout.block",
        "_in_flow_layout",
        "context box index child new_children page_is_empty absolute_boxes fixed_boxes adjoining_margins "
        "bottom_space position_y skip_stack first_letter_style first_line_style discard next_page max_lines",
        "a heading at the top of a page stands alone there where what follows is not to be broken",
        tall.lay_out_child,
    ),
    Patch(
        "layout.block",
        "table_layout",
        "context table bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes",
        "the head of a table is dropped where it leaves no room for a row",
        tall.lay_out_table,
    ),
    Patch(
        "layout.inline",
        "get_next_linebox",
        "context linebox position_y bottom_space skip_stack containing_block absolute_boxes "
        "fixed_boxes first_letter_style first_line_style",
        "lines are broken anew each time their paragraph is laid out: for each page break that is tried, in "
        "each setting, in each version of a page; a float within a line is moved with it, and covers it",
        reprise.next_line,
    ),
    *SAVINGS,
)
"""The table. A function that other modules import by name has one row for each module that calls it."""


def install() -> None:
    """Replace the functions of the table, once.

    Raises `BriefgenError` with exit code 3 for another version of WeasyPrint.
    """
    grafts.install(PATCHES)


def uninstall() -> None:
    """Put WeasyPrint's own functions back, for tests that show what they get wrong."""
    grafts.uninstall()
