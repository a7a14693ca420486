"""A decision record for people: Markdown, one HTML file, and a short text for the terminal."""

from archpanel.report.build import build_report
from archpanel.report.html import to_html
from archpanel.report.markdown import to_markdown, to_terminal
from archpanel.report.model import Report

__all__ = ["Report", "build_report", "to_html", "to_markdown", "to_terminal"]
