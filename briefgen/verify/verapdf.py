"""The verdict of veraPDF, an independent checker, where it is installed.

This module is the one place of verification that touches the outside: it looks for a program and runs it.
"""

import shutil
import subprocess
from xml.etree import ElementTree

from briefgen.verify.report import Verdict

TIMEOUT = 300
"""Seconds."""


def ask(pdf: bytes, flavours: tuple[str, ...]) -> tuple[Verdict, ...]:
    """Return veraPDF's verdict on a PDF for each flavour (`ua1`, `3u`); nothing where it is not installed."""
    program = shutil.which("verapdf")
    if program is None:
        return ()
    found: list[Verdict] = []
    for flavour in flavours:
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
