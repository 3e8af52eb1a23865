"""The nouns of the field as rows of the ledger, and back."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import date
from sys import intern
from typing import TYPE_CHECKING, Any

from crawler.evidence.address import evidence_key, is_no_address
from crawler.model import Agency, Capture, Declaration, Hop, Waiver

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

CAPTURE_COLUMNS = (
    "key", "role", "url", "final_url", "status", "fetched_at", "sha256", "size", "headers", "hops", "error",
    "detail", "truncated", "seen", "ip", "tls", "attempts",
)  # fmt: skip


def as_json(value: Any) -> str:
    """Compact JSON, the same text for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def capture_row(key: str, capture: Capture, attempts: int) -> tuple[Any, ...]:
    """The values of :data:`CAPTURE_COLUMNS`."""
    return (
        key, capture.role, _unless(key, capture.url), _unless(key, capture.final_url), capture.status, capture.fetched_at,
        capture.sha256, capture.size, as_json(dict(capture.headers)),
        as_json([(hop.url, hop.status, hop.location) for hop in capture.hops]),
        capture.error, storable(capture.detail), int(capture.truncated), capture.seen, capture.ip, capture.tls,
        attempts,
    )  # fmt: skip


def _unless(key: str, url: str) -> str:
    """An address as it is stored beside its key: empty where it is the key, as it mostly is."""
    return "" if url == key else storable(url)


def given(key: str, stored: str) -> str:
    """The address that :func:`_unless` stored beside its key; of what is no address the key never is the same."""
    return stored if stored or is_no_address(key) else key


def _value(text: str) -> Any:
    """What :func:`as_json` wrote; without the looks at encoding and blanks that half of ``json.loads`` is."""
    return _decode(text)[0]


_decode = json.JSONDecoder().raw_decode


def capture_of(row: sqlite3.Row | Mapping[str, Any], url: str | None = None) -> Capture:
    """The capture of a row, under the spelling of the address that was asked for."""
    return Capture(
        url=given(row["key"], row["url"]) if url is None else url,
        final_url=given(row["key"], row["final_url"]),
        status=row["status"],
        fetched_at=row["fetched_at"],
        sha256=row["sha256"],
        size=row["size"],
        headers=_value(row["headers"]),
        hops=tuple([Hop(*hop) for hop in _value(row["hops"])]),
        error=row["error"],
        detail=row["detail"],
        truncated=bool(row["truncated"]),
        seen=row["seen"],
        ip=row["ip"],
        tls=row["tls"],
        role=row["role"],
        attempts=row["attempts"],
    )


def packed_links(links: Sequence[str]) -> bytes:
    """Where a page leads, in a tenth of its letters: the addresses of one site begin alike."""
    return zlib.compress(as_json([storable(link) for link in links]).encode())


def links_of(packed: bytes) -> tuple[str, ...]:
    """The way back."""
    return tuple(json.loads(zlib.decompress(packed)))


def agency_json(agency: Agency) -> str:
    """An agency without its declarations, which have rows of their own."""
    data = asdict(agency)
    del data["declarations"]
    return as_json(data)


def agency_of(data: str, declarations: tuple[Declaration, ...]) -> Agency:
    """The way back."""
    values = json.loads(data)
    values["allowed_hosts"] = tuple(values["allowed_hosts"])
    values["waivers"] = tuple(_waiver(one) for one in values["waivers"])
    return Agency(**values, declarations=declarations)


def _waiver(values: dict[str, Any]) -> Waiver:
    expires = values.get("expires")
    return Waiver(**{**values, "expires": date.fromisoformat(expires) if expires else None})


def declared_row(one: Declaration) -> tuple[Any, ...]:
    """A line of the targets file: agency, item, address, source, line, key."""
    key = evidence_key(one.url)
    return one.agency, one.item, _unless(key, one.url), one.source, one.line, key


def declaration_of(row: sqlite3.Row) -> Declaration:
    """A declared row as the line of the targets file it came from."""
    return Declaration(
        agency=intern(row["agency"]),  # thousands of lines name the same ones
        item=intern(row["item"]),
        url=given(row["key"], row["url"]),
        source=intern(row["source"]),
        line=row["line"],
    )


def storable(value: str) -> str:
    """Lone surrogates (bytes that were no text) made storable."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")
