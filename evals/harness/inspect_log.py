"""A run as a log of inspect, so that its viewer opens it. Written by hand; inspect is not needed.

Source: the classes `EvalLog`, `EvalSpec`, `EvalResults` and `EvalSample` of inspect-ai 0.3.285, log
version 2, https://inspect.aisi.org.uk/reference/inspect_ai.log.html
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from archpanel.domain import digest
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.row import Row
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.summary import Summary

LOG_VERSION = 2
ID_LENGTH = 22
"""Ids in these logs are about as long; ours are made of digests, so that one run gives one log."""


def to_inspect(summary: Summary, rows: Sequence[Row], samples: Mapping[str, Sample]) -> str:
    """Return the log as JSON.

    Args:
        summary: of the run.
        rows: of the run.
        samples: by id, for inputs and targets; rows of samples that are not there have neither.
    """
    log = {
        "version": LOG_VERSION,
        "status": "error" if summary.counts.untried else "success",
        "eval": _spec(summary, rows),
        "plan": {"name": "plan", "steps": [{"solver": summary.task, "params": {}}], "config": {}},
        "results": _results(summary),
        "stats": {
            "started_at": summary.started,
            "completed_at": summary.finished,
            "model_usage": {},
        },
        "samples": [_sample(summary, row, samples.get(row.id)) for row in rows],
    }
    return json.dumps(log, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def log_name(summary: Summary) -> str:
    """Return a file name by which inspect's viewer knows a log when it lists a folder."""
    when = summary.started.replace(":", "-")
    return f"{when}_{summary.task}_{digest(summary.plain())[:ID_LENGTH]}.json"


def _spec(summary: Summary, rows: Sequence[Row]) -> dict[str, Any]:
    own = digest(summary.plain())
    about = {"asks": summary.asks, "material": summary.material, "notes": summary.notes}
    ids = list(dict.fromkeys(row.id for row in rows))
    return {
        "eval_id": own[:ID_LENGTH],
        "run_id": own[ID_LENGTH : 2 * ID_LENGTH],
        "created": summary.started,
        "task": f"archpanel/{summary.task}",
        "task_id": digest(summary.task)[:ID_LENGTH],
        "task_version": summary.version,
        "dataset": {
            "name": summary.task,
            "samples": len(ids),
            "sample_ids": ids,
            "shuffled": False,
        },
        "model": model_of(summary),
        "config": {"limit": summary.limit, "epochs": summary.epochs},
        "packages": {"archpanel": summary.who.package},
        "metadata": {**about, "who": summary.who.plain()},
    }


def model_of(summary: Summary) -> str:
    """Return who worked, as inspect names models."""
    engine = summary.who.engine
    return f"archpanel/{engine.get('model') or engine['engine']}"


def _results(summary: Summary) -> dict[str, Any]:
    metrics = {f.name: _metric(f) for f in summary.figures if f.value is not None}
    return {
        "total_samples": summary.counts.planned,
        "completed_samples": summary.counts.scored,
        "scores": [
            {"name": summary.task, "scorer": summary.task, "params": {}, "metrics": metrics}
        ],
    }


def _metric(figure: Figure) -> dict[str, Any]:
    told = {"low": figure.low, "high": figure.high, "n": figure.n}
    words = {"unit": figure.unit, "note": figure.note}
    return {"name": figure.name, "value": figure.value, "params": {}, "metadata": {**told, **words}}


def _sample(summary: Summary, row: Row, sample: Sample | None) -> dict[str, Any]:
    model, output = model_of(summary), _text(row.output)
    message = {"role": "assistant", "content": output, "source": "generate"}
    choices = [] if row.error else [{"message": message, "stop_reason": "stop"}]
    made = {
        "id": row.id,
        "epoch": row.epoch,
        "input": _text(sample.input) if sample else "",
        "target": _text(sample.target) if sample else "",
        "messages": [message] if choices else [],
        "output": {"model": model, "choices": choices},
        "scores": _scores(summary, row),
        "metadata": {
            **(dict(sample.metadata) if sample else {}),
            "cluster": row.cluster,
            "seconds": row.seconds,
            "cached": row.cached,
        },
        "store": {},
        "events": [],
        "model_usage": {},
        "attachments": {},
    }
    if row.error:
        made["error"] = {"message": row.error, "traceback": row.error, "traceback_ansi": row.error}
    return made


def _scores(summary: Summary, row: Row) -> dict[str, Any]:
    if row.score is None:
        return {}
    score = row.score
    told = {"answer": score.answer, "explanation": score.explanation}
    return {
        summary.task: {"value": dict(score.value), **told, "metadata": dict(score.metadata)},
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)
