"""What `briefgen --help` prints."""

USAGE = """\
Usage: briefgen [OPTIONS] COMMAND [ARGS]...

  Policy briefs in Hebrew, Arabic and English from modular content blocks.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  build        Build what changed of the named issues, or of all.
  changed      Tell which editions a change touches, from their content and...
  check        Apply every rule to the named issues, or to all; write...
  diff         Show what changed since REV, word by word and page by page, in...
  fit          Tell how well briefs fit their pages; write nothing.
  init         Make a working project in DIR, with one issue to write over.
  new          Add something to a project.
  serve        Show the briefs in a browser, as they are after every save.
  status       Tell how far the translations follow their sources: current,...
  translation  See what changed in the source of a translation, accept it,...
  typeset      Typeset any HTML page as PDF: the engine alone.
  verify       Tell what a machine can of a PDF: tags, fonts, languages,...
"""
