"""A decision record for people: Markdown, one HTML file, and a short text for the terminal."""

from archpanel.report.build import build_report
from archpanel.report.change import Change, compare
from archpanel.report.html import Links, body_style, to_body, to_html
from archpanel.report.markdown import to_markdown, to_terminal
from archpanel.report.model import JobTaken, Report
from archpanel.report.tailoring import job_taken

__all__ = [
    "Change",
    "JobTaken",
    "Links",
    "Report",
    "body_style",
    "build_report",
    "compare",
    "job_taken",
    "to_body",
    "to_html",
    "to_markdown",
    "to_terminal",
]
