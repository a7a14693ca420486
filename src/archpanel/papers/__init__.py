"""Job descriptions and CVs: files of strangers, read to plain text and nothing else."""

from archpanel.papers.reading import KINDS, MAX_FILE, paper_of, read_paper

__all__ = ["KINDS", "MAX_FILE", "paper_of", "read_paper"]
