"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
Pack = Annotated[str, typer.Option(help="Role pack: an id, a folder, or one file.")]
CORE_SEATS = "startup_cto,enterprise_architect,security_reviewer"
Seats = Annotated[
    str,
    typer.Option(
        help=f"Persona ids or files, parted by commas. Default: {CORE_SEATS}", show_default=False
    ),
]
Answers = Annotated[
    Path | None,
    typer.Option(
        help="Answers from a file, - for stdin: JSON Lines, or text with a line --- between "
        "answers. A question without one is passed. Piped in without this option, answers in "
        "order stand for typing: where they end, the session waits for `resume`."
    ),
]
Model = Annotated[
    str,
    typer.Option(
        help="Language model for all seats, as its server names it. Default: ARCHPANEL_MODEL, "
        "else the embedded engine.",
        show_default=False,
    ),
]
BaseUrl = Annotated[
    str,
    typer.Option(
        "--base-url",
        help="OpenAI-compatible server, up to /v1 (Ollama, vLLM, llama.cpp, LM Studio, Azure). "
        "Default: OpenAI's own.",
        show_default=False,
    ),
]
SeatModel = Annotated[
    list[str] | None,
    typer.Option(
        "--seat-model",
        metavar="SEAT=MODEL",
        help="Another model for one seat; repeat for more.",
        show_default=False,
    ),
]
Fallback = Annotated[
    str,
    typer.Option(
        "--fallback-model", help="Stands in where a seat's model fails.", show_default=False
    ),
]
ShowPrompts = Annotated[
    bool, typer.Option("--show-prompts", help="Print what each model is sent, to stderr.")
]
Trace = Annotated[
    bool,
    typer.Option(
        "--trace",
        help="Send traces, with all that is said, to LangSmith or OpenTelemetry as the environment "
        "says. Off otherwise.",
    ),
]
Finished = Annotated[
    str, typer.Argument(help="Session id, its beginning, or `last`: the last that is finished.")
]
Out = Annotated[Path | None, typer.Option(help="Folder for record.json, report.md, report.html.")]
