"""Options of the persona lab's commands."""

from pathlib import Path
from typing import Annotated

import typer

Records = Annotated[
    list[str] | None,
    typer.Option(
        "--record",
        help="A finished interview: record.json or a session's id; repeat for more.",
        show_default=False,
    ),
]
Transcripts = Annotated[
    list[Path] | None,
    typer.Option(
        "--transcript",
        help="A finished interview as text (json, md, txt, vtt, srt); repeat for more.",
        show_default=False,
    ),
]
Scripts = Annotated[
    list[Path] | None,
    typer.Option(
        "--answers",
        help="A scripted candidate, as for `rehearse`: each panel holds its own interview; repeat.",
        show_default=False,
    ),
]
Bank = Annotated[
    int,
    typer.Option(
        "--bank",
        help="So many interviews of six questions with the bank's example answers, weak to strong.",
        min=0,
        max=500,
        show_default=False,
    ),
]
Candidates = Annotated[
    int,
    typer.Option(
        "--candidates",
        help="So many candidates who answer whatever is asked from the bank's examples: each panel "
        "holds its own interview, so that one sees what is asked.",
        min=0,
        max=500,
        show_default=False,
    ),
]
Personas = Annotated[
    list[str] | None,
    typer.Option(
        "--persona",
        help="Whom to compare: an id or a file; repeat. Two files may be versions of one persona. "
        "Default: all shipped ones, or who sat in the records.",
        show_default=False,
    ),
]
Panels = Annotated[
    list[str] | None,
    typer.Option(
        "--seats",
        help="A panel to compare, parted by commas; repeat for more.",
        show_default=False,
    ),
]
Minds = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        help="Language model for all seats; repeat to compare models, `embedded` among them. "
        "Default: ARCHPANEL_MODEL, else embedded.",
        show_default=False,
    ),
]
Coach = Annotated[
    Path | None,
    typer.Option(
        "--coach",
        help='A coach\'s ratings as JSON Lines: {"interview": "bank-01", "levels": {"ai": 3.5}, '
        '"recommendation": "hire"}. Ratings given in `serve` are found by themselves.',
        show_default=False,
    ),
]
KeepRecords = Annotated[
    bool,
    typer.Option(
        "--keep-records",
        help="With --out: also write the record of every sitting, for `whatif` and `verify`.",
    ),
]
LabOut = Annotated[
    Path | None,
    typer.Option(help="Folder for report.html, report.md and report.json.", show_default=False),
]
