"""Document facts as JSON and back, without loss; and the version that names what a reader can see."""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields
from datetime import date
from typing import Any

from crawler.model import Block, DocumentFacts, Link, Table

#: Part of the cache key: raise it whenever a reader would say something else about the same bytes.
READER_VERSION = "24"
#: The same for the picture of a first page.
PICTURE_VERSION = "1"
#: Fields that are several words or numbers.
_LISTS = ("page_classes", "members", "reasons", "titles", "sections", "headlines", "pixels")
_DEFAULTS = {field.name: field.default for field in fields(DocumentFacts)}


def to_json(facts: DocumentFacts) -> str:
    """``facts`` as one line of JSON; fields that hold their default are left out."""
    values = {name: value for name, value in asdict(facts).items() if value != _DEFAULTS.get(name, MISSING)}
    if facts.created is not None:
        values["created"] = facts.created.isoformat()
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> DocumentFacts:
    """The facts that :func:`to_json` wrote.  Raises ``ValueError``, ``TypeError`` or ``KeyError`` on anything else."""
    values: dict[str, Any] = json.loads(text)
    for name in _LISTS:
        values[name] = tuple(values.get(name, ()))
    values["blocks"] = tuple(Block(**block) for block in values.get("blocks", ()))
    values["links"] = tuple(Link(**link) for link in values.get("links", ()))
    values["tables"] = tuple(_table(table) for table in values.get("tables", ()))
    if "created" in values:
        values["created"] = date.fromisoformat(values["created"])
    return DocumentFacts(**values)


def _table(values: dict[str, Any]) -> Table:
    header = tuple(values.pop("header"))
    sample = tuple(tuple(row) for row in values.pop("sample"))
    return Table(header=header, sample=sample, **values)
