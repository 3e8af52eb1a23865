"""A document that stands nowhere yet, judged as if it stood at a declared address: nothing is fetched."""

from __future__ import annotations

import mimetypes
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from checklists import Checklist
from crawler.cli.progress import Bar
from crawler.cli.rejudge import judge_folder
from crawler.evidence import RunLock
from crawler.evidence.address import evidence_key
from crawler.evidence.body import Body
from crawler.evidence.ledger import utc_now
from crawler.evidence.warc import Exchange
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.gather.options import GatherOptions
from crawler.judge.office import titles_of
from crawler.model import Agency, Capture, Declaration
from portal.models import Check
from reports.inert import one_line

#: Where an uploaded document is taken to stand, below the district's own site.
PLACE = "self-check-upload/"
_TYPES = {".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv"}


def safe_name(name: str) -> str:
    """The last part of a file name, in one line; it is shown and judged, never used as a path."""
    return one_line(name.replace("\\", "/").rpartition("/")[2])[:120].strip() or "document"


def _path(check: Check) -> Path:
    where: Path = settings.UPLOADS / str(check.pk)
    return where


def store(check: Check, data: bytes) -> None:
    """Keep the bytes until the verdict."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True, mode=0o700)
    _path(check).write_bytes(data)


def forget(check: Check) -> None:
    """Remove the document, and the evidence that holds its bytes, unless the officer asked to keep it."""
    if not check.upload:
        return
    _path(check).unlink(missing_ok=True)
    if not check.keep:
        shutil.rmtree(settings.CHECKS / str(check.pk), ignore_errors=True)


def judge(check: Check, agency: Agency, rules: Checklist, folder: Path) -> dict[str, Any]:
    """The item as ``audit.json`` would hold it if only this document were declared.

    The run folder is an ordinary one, so the same readers and rules see it, each document in a limited child.
    """
    url = place(agency.site, check.upload)
    declared = replace(agency, declarations=(Declaration(agency.id, check.item, url, "upload", 1),))
    options = GatherOptions(as_of=check.as_of.isoformat(), checklist=rules.id, site_pages=0)
    folder.mkdir(parents=True)
    with RunLock(folder), Bar(quiet=True) as bar:
        begin_run(folder, [declared], options.as_json(), titles_of(rules))
        _file(folder, url, _path(check).read_bytes(), check.upload)
        audit, _ = judge_folder(
            folder, rules, check.as_of, ("json",), "th", bar=bar, items=frozenset({check.item})
        )
    found: dict[str, Any] = audit["agencies"][0]["items"][0]
    return found


def named(value: Any, check: Check) -> Any:
    """An answer with the document's name where its invented address stands: nobody is led there."""
    if isinstance(value, str):
        return value.replace(place(check.district.site, check.upload), check.upload)
    if isinstance(value, list):
        return [named(one, check) for one in value]
    return {key: named(one, check) for key, one in value.items()} if isinstance(value, dict) else value


def place(site: str, name: str) -> str:
    """An address below the district's site; by https whatever the site does: invented ones have no faults."""
    return urlsplit(urljoin(site.rstrip("/") + "/", PLACE + quote(name)))._replace(scheme="https").geturl()


def _file(folder: Path, url: str, data: bytes, name: str) -> None:
    now = utc_now()
    suffix = Path(name).suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = (("content-type", kind), ("content-length", str(len(data))))
    with EvidenceWriter(folder) as writer:
        body = Body.of(data)
        sha256 = writer.exchange(Exchange(url, now, (), 200, "OK", headers, body), body)
        capture = Capture(url, url, 200, now, sha256=sha256, size=len(data), headers=dict(headers))
        writer.capture_made(evidence_key(url), capture, 1)
        writer.end("gathered")
