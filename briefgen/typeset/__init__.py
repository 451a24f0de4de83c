"""Turn a bundle into a PDF: right-to-left lines, a text layer that reads back, tags.

Bundle ─lay_out→ Document ─write→ bytes

The engine is WeasyPrint 70.0 with the functions of `patches.PATCHES` replaced. It is sealed: it reads the
files of the bundle and the fonts it is given, and opens no connection. WeasyPrint is imported on first use.
"""

from briefgen.typeset.engine import typeset, typeset_telling, warm
from briefgen.typeset.versions import libraries

__all__ = ["libraries", "typeset", "typeset_telling", "warm"]
