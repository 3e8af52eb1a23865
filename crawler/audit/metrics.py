"""Figures of a run for machines that watch it: Prometheus' text format, for its node exporter's textfile folder."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from reports.inert import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE_NAME = "run_metrics.prom"
_SUMMARY = {
    "agencies": "Agencies judged.",
    "requests": "Requests sent.",
    "bytes": "Bytes of the answers' bodies, as transferred.",
    "links_checked": "Links on declared pages that were asked.",
    "links_broken": "Links on declared pages that lead nowhere.",
}


def metrics_text(audit: Mapping[str, Any]) -> str:
    """The gauges of one audit; times are Unix seconds."""
    return "\n".join(_lines(audit)) + "\n"


def _lines(audit: Mapping[str, Any]) -> Iterator[str]:
    about, summary = audit["audit"], audit["summary"]
    yield from _gauge(
        "oit_run_complete", "1 when the run is complete and to be believed.", int(about["complete"])
    )
    yield from _gauge("oit_run_withheld", "1 when the run is withheld.", int(bool(about.get("withheld"))))
    left = about.get("not_reached") or {}
    yield from _gauge("oit_not_reached", "Addresses that the time did not suffice for.", sum(left.values()))
    started, finished = _seconds(about.get("started_at")), _seconds(about.get("finished_at"))
    if started is not None:
        yield from _gauge("oit_run_started_timestamp_seconds", "When the run began.", started)
    if started is not None and finished is not None:
        yield from _gauge("oit_run_finished_timestamp_seconds", "When gathering ended.", finished)
        yield from _gauge("oit_run_duration_seconds", "How long gathering took.", finished - started)
    yield from _head("oit_items", "Items by status.")
    for status in ("pass", "fail", "unverified", "waived"):
        yield f'oit_items{{status="{status}"}} {summary[status]}'
    for name, words in _SUMMARY.items():
        yield from _gauge(f"oit_{name}", words, summary[name])
    yield from _head("oit_agency_score", "Lower bound of an agency's OIT score, 0 to 100.")
    for agency in audit["agencies"]:
        low = agency.get("score", {}).get("low")
        if low is not None:
            yield f'oit_agency_score{{agency="{_label(agency["id"])}"}} {low}'


def _head(name: str, words: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"


def _gauge(name: str, words: str, value: float) -> Iterator[str]:
    yield from _head(name, words)
    yield f"{name} {value}"


def _seconds(moment: str | None) -> int | None:
    return int(datetime.fromisoformat(moment).timestamp()) if moment else None


def _label(text: str) -> str:
    return one_line(text).replace("\\", r"\\").replace('"', r"\"")
