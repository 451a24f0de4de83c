"""Typeset numbered policy papers in Hebrew, Arabic and English from modular content blocks.

Files ─parse→ Blocks ─select→ Brief ─render→ Bundle ─format→ bytes
"""

__version__ = "0.1.0"
