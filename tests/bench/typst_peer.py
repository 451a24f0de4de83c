"""Compile documents with Typst in this process, with nothing else loaded: `typst_peer.py FONTS IN OUT…`."""

import sys

import typst

for source, target in zip(sys.argv[2::2], sys.argv[3::2], strict=True):
    typst.compile(source, target, font_paths=[sys.argv[1]], ignore_system_fonts=True)
