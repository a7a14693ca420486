"""Finished interviews from files: who said what, in order, without guessing."""

from archpanel.transcripts.exchanges import Exchange, exchanges
from archpanel.transcripts.reading import Said, read_transcript

__all__ = ["Exchange", "Said", "exchanges", "read_transcript"]
