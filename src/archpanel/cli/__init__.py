"""The command line. Everything heavy is imported by the command that needs it."""

from archpanel.cli.app import main

__all__ = ["main"]
