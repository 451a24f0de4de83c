"""The verdict of veraPDF, an independent checker, where it is installed.

This module is the one place of verification that touches the outside: it looks for a program and runs it.
"""

import shutil
import subprocess
from collections.abc import Iterable
from xml.etree import ElementTree

from briefgen.verify.report import Verdict

TIMEOUT = 300
"""Seconds."""
_ARCHIVE = "PDF/A-"


def ask(pdf: bytes, claims: Iterable[str]) -> tuple[Verdict, ...]:
    """Return veraPDF's verdict on PDF/UA-1 and on what a PDF claims; nothing where it is not installed.

    Of claims it knows those of PDF/A, such as PDF/A-3U.
    """
    program = shutil.which("verapdf")
    if program is None:
        return ()
    found: list[Verdict] = []
    archives = [claim.removeprefix(_ARCHIVE).lower() for claim in claims if claim.startswith(_ARCHIVE)]
    for flavour in ("ua1", *archives):
        command = [program, "--format", "xml", "--flavour", flavour]
        try:
            result = subprocess.run(command, input=pdf, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            continue
        if (verdict := read_verdict(result.stdout)) is not None:
            found.append(verdict)
    return tuple(found)


def read_verdict(output: bytes) -> Verdict | None:
    """Read veraPDF's XML report; None where it holds no validation."""
    try:
        root = ElementTree.fromstring(output)  # noqa: S314
    except ElementTree.ParseError:
        return None
    report = root.find(".//validationReport")
    if report is None:
        return None
    failed = [rule for rule in report.iter("rule") if rule.get("status") == "failed"]
    rules = tuple(f"{rule.get('clause')}-{rule.get('testNumber')}" for rule in failed)
    return Verdict(report.get("profileName", ""), len(failed), rules)
