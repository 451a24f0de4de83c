"""Functions of WeasyPrint that are replaced because they take long: what comes of them is the same.

Rows of the table in `patches`, each weighed by what it saves.
"""

from briefgen.typeset import alike, archive, breaks, floats, lines, shapes, sheets, solutions, values
from briefgen.typeset.grafts import Patch

SAVINGS: tuple[Patch, ...] = (
    Patch(
        "layout.inline",
        "avoid_collisions",
        "context box containing_block outer",
        "every right-to-left line is laid out twice",
        lines.avoid_collisions,
    ),
    Patch(
        "layout.inline",
        "_break_waiting_children",
        "context box max_x bottom_space initial_skip_stack absolute_boxes fixed_boxes line_placeholders "
        "waiting_floats line_children children waiting_children first_letter_style first_line_style",
        "each box too many for a line asks all before it whether they can be broken: a square of time",
        breaks.break_waiting,
    ),
    Patch(
        "layout.inline",
        "inline_min_content_width",
        "context box outer skip_stack first_line is_line_start",
        "the first word of each line is measured that comes after a float, though it stands far above",
        floats.least_width,
    ),
    Patch(
        "pdf",
        "ColorProfile",
        "file_object src rendering_intent components",
        "Pillow is loaded, which takes long, to read a file of this package and write it as it was",
        archive.colour_profile,
    ),
    Patch(
        "layout.preferred",
        "split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
        "the same words are shaped again and again",
        shapes.split,
    ),
    Patch(
        "text.line_break",
        "Layout.setup",
        "self style",
        "Pango is told of a style for each line, and again when it is drawn",
        shapes.set_up,
    ),
    Patch(
        "text.line_break",
        "Layout.deactivate",
        "self",
        "the glyphs of a line are forgotten when it is laid out",
        shapes.put_away,
    ),
    Patch(
        "text.line_break",
        "Layout.reactivate",
        "self style",
        "each line is shaped again to be drawn",
        shapes.wake,
    ),
    Patch(
        "css",
        "CSS",
        "guess filename url file_obj string encoding base_url url_fetcher _check_mime_type media_type "
        "font_config counter_style color_profiles matcher page_rules layers layer",
        "the same stylesheet is parsed for each document, which takes as long as to lay out a page",
        sheets.sheet,
    ),
    Patch(
        "css",
        "StyleFor",
        "html sheets presentational_hints font_config target_collector",
        "the styles of a page are found anew for each of its versions, which takes half of their layout",
        alike.styles,
    ),
    Patch(
        "css",
        "AnonymousStyle.__init__",
        "self parent_style",
        "a property that is not set takes as long to find as one that is",
        values.begin_anonymous,
    ),
    Patch(
        "formatting_structure.boxes",
        "Box.is_in_normal_flow",
        "self",
        "a style is asked eight times whether its box is in the flow, some thousand times a page",
        values.is_in_flow,
    ),
    Patch(
        "layout.block",
        "resolve_percentages",
        "box containing_block",
        "the lengths of a box are found anew for each box of its style, each time it is laid out",
        values.resolve,
    ),
    Patch(
        "layout.inline",
        "resolve_percentages",
        "box containing_block",
        "the lengths of a box are found anew for each box of its style, each time it is laid out",
        values.resolve,
    ),
    Patch(
        "layout.inline",
        "strut",
        "style",
        "the height of a line is found anew for each text on it",
        values.strut,
    ),
    Patch(
        "layout.background",
        "resolve_radii_percentages",
        "box",
        "corners of every box are rounded, by nothing",
        values.round_off,
    ),
    Patch(
        "css.tokens",
        "Pending.solve",
        "self tokens wanted_key base_url",
        "a declaration with variables is read anew for each style and each of its sides",
        solutions.solve,
    ),
)
