"""``oit audit --dry-run``: what a night would ask, of whom, for how long; nothing is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import click

from crawler.calendar import local_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from crawler.audit.forecast import Forecast
    from crawler.model import Agency

_MOST_HOSTS = 30
#: Seconds that a run needs beside asking: its start, and closing its evidence.
START = 3.0
_WORDS = {
    "th": {
        "total": "จะส่งคำขอ {least}{requests:,} ครั้ง ไปยัง {hosts} เว็บไซต์ ใช้เวลา{least_time} {time} (เว้นคำขอละ {delay:g} วินาทีต่อเว็บไซต์)",
        "least": "อย่างน้อย ",
        "head": ("เว็บไซต์", "คำขอ", "เวลา"),
        "unknown": "ยังไม่เคยตรวจ จึงยังไม่รู้จำนวนเอกสารที่ลิงก์ไป ครั้งแรกจะมากกว่านี้",
        "known": "ประมาณจากการตรวจครั้งก่อน: {folder}",
        "unusable": "URL ที่แจ้งไว้แต่ใช้ไม่ได้: {n}",
        "more": "… และอีก {n} เว็บไซต์",
        "fits": "เสร็จทันก่อน {until} (เหลือ {spare})",
        "late": "ไม่ทัน {until}: ขาดอีก {over} ระบบจะหยุดตามเวลา ที่เหลือรายงานว่ายังตรวจสอบไม่ได้ และตรวจก่อนในรอบถัดไป",
    },
    "en": {
        "total": "would send {least}{requests:,} requests to {hosts} hosts in{least_time} {time} ({delay:g} s between two to one host)",
        "least": "at least ",
        "head": ("host", "requests", "time"),
        "unknown": "no earlier run: what the pages link to is not known yet, the first night takes longer",
        "known": "estimated from the last run: {folder}",
        "unusable": "declared texts that are no address: {n}",
        "more": "… and {n} more hosts",
        "fits": "fits before {until} ({spare} to spare)",
        "late": "does not fit before {until}: {over} too long. It would stop then; the rest is unverified, and first next night",
    },
}


@dataclass(frozen=True, slots=True)
class Limit:
    """When a night that begins ``now`` has to end."""

    now: datetime
    until: datetime

    def spare(self, night: Forecast) -> float:
        """Seconds that are left over; less than 0 when the night does not fit."""
        return (self.until - self.now).total_seconds() - START - night.seconds

    def as_json(self, night: Forecast) -> dict[str, Any]:
        """Plain values."""
        spare = self.spare(night)
        return {
            "until": f"{self.until:%Y-%m-%dT%H:%M:%SZ}",
            "fits": spare >= 0,
            "spare_seconds": round(spare, 1),
        }


def dry_run(
    agencies: Sequence[Agency],
    *,
    delay: float,
    history: Path | None,
    lang: str,
    as_json: bool,
    limit: Limit | None = None,
) -> None:
    """Print the forecast of auditing ``agencies``, by the newest run in the folder ``history`` if there is one.

    A last run over more (or fewer) agencies counts by the share of what is declared now.
    """
    from crawler.audit.forecast import forecast
    from crawler.evidence import open_evidence
    from crawler.history.runs import latest_run

    last = latest_run(history) if history is not None else None
    counts = None
    if last is not None:
        with open_evidence(last) as store:
            then = sum(len(one.declarations) for one in store.agencies())
            share = min(1.0, sum(len(one.declarations) for one in agencies) / (then or 1))
            counts = {host: ceil(n * share) for host, n in store.requests_by_host().items()}
    night = forecast(agencies, delay=delay, last=counts)
    if as_json:
        said = night.as_json() | (limit.as_json(night) if limit else {})
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(forecast_lines(night, lang, last)))
    if limit is not None:
        click.echo(fits(night, limit, lang))


def fits(night: Forecast, limit: Limit, lang: str) -> str:
    """Whether the night would fit, in words."""
    spare = limit.spare(night)
    words = str(_WORDS[lang]["fits" if spare >= 0 else "late"])
    return words.format(until=local_clock(limit.until), spare=clock(spare), over=clock(-spare))


def forecast_lines(night: Forecast, lang: str, last: Path | None = None) -> list[str]:
    """The forecast in words and one line a host."""
    words = _WORDS[lang]
    least = "" if night.known else str(words["least"])
    total = str(words["total"]).format(
        least=least, least_time=least.rstrip(), requests=night.requests, hosts=len(night.hosts),
        time=clock(night.seconds), delay=night.delay,
    )  # fmt: skip
    host, requests, time = words["head"]
    lines = [total, "", f"{requests:>9}  {time:>9}  {host}"]
    lines += [
        f"{one.expected:>9,}  {clock(one.seconds(night.delay)):>9}  {one.host}"
        for one in night.hosts[:_MOST_HOSTS]
    ]
    if len(night.hosts) > _MOST_HOSTS:
        lines.append(str(words["more"]).format(n=len(night.hosts) - _MOST_HOSTS))
    lines += ["", str(words["known" if night.known else "unknown"]).format(folder=last)]
    if night.unusable:
        lines.append(str(words["unusable"]).format(n=night.unusable))
    return lines


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
