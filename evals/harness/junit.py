"""Runs as JUnit XML: one test case per check, and one per sample whose solver failed."""

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from archpanel.evals.harness.check import Check
from archpanel.evals.harness.row import Row
from archpanel.evals.harness.summary import Summary

UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, in any writing."""


def to_junit(runs: Iterable[tuple[Summary, Sequence[Row]]], skipped: dict[str, str]) -> str:
    """Return the document.

    Args:
        runs: summaries with their rows.
        skipped: task -> why it was not run.
    """
    root = Xml.Element("testsuites", name="archpanel evals")
    for summary, rows in runs:
        root.append(_suite(summary, rows))
    for task, why in skipped.items():
        suite = Xml.SubElement(root, "testsuite", name=task, tests="1", skipped="1")
        case = Xml.SubElement(suite, "testcase", classname=task, name="run")
        Xml.SubElement(case, "skipped", message=_clean(why))
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(summary: Summary, rows: Sequence[Row]) -> Xml.Element:
    failed = [row for row in rows if row.error]
    missed = sum(not check.holds for check in summary.checks) + bool(summary.counts.untried)
    suite = Xml.Element(
        "testsuite",
        name=summary.task,
        tests=str(len(summary.checks) + len(failed) + bool(summary.counts.untried)),
        failures=str(missed),
        errors=str(len(failed)),
        time=f"{summary.seconds:.3f}",
        timestamp=summary.started,
    )
    for check in summary.checks:
        _check(suite, summary.task, check)
    for row in failed:
        case = Xml.SubElement(suite, "testcase", classname=summary.task, name=_name(row))
        Xml.SubElement(case, "error", message=_clean(row.error))
    if summary.counts.untried:
        case = Xml.SubElement(suite, "testcase", classname=summary.task, name="all samples tried")
        told = f"{summary.counts.untried} samples were not tried: too many had failed"
        Xml.SubElement(case, "failure", message=told)
    return suite


def _check(suite: Xml.Element, task: str, check: Check) -> None:
    name = f"{check.kind}: {check.figure} {check.wanted}"
    case = Xml.SubElement(suite, "testcase", classname=task, name=_clean(name))
    if not check.holds:
        value = "undefined" if check.value is None else f"{check.value:.4f}"
        Xml.SubElement(case, "failure", message=f"{check.figure} is {value}; wanted {check.wanted}")


def _name(row: Row) -> str:
    return _clean(f"sample {row.id}" + (f", epoch {row.epoch}" if row.epoch > 1 else ""))


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)
