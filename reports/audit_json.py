"""``audit.json``: the canonical writer, and the check against its JSON Schema.

Same audit, same bytes: keys stand in the order of the contract (unknown ones after them, sorted), two
blanks of indent, Thai as Thai, one newline at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from reports.files import write_atomic
from reports.inert import inert_json

FILE_NAME = "audit.json"
SCHEMA_VERSION = "1.0"


def dumps(audit: Mapping[str, Any]) -> str:
    r"""The canonical text of an audit; every string survives.

    Lone surrogates, and signs that would act on a terminal, are written as ``\uXXXX`` escapes.

    Raises ``ValueError`` on NaN and infinity, ``TypeError`` on what JSON cannot hold.
    """
    return "".join(pieces(audit))


def pieces(audit: Mapping[str, Any]) -> Iterator[str]:
    """The text of :func:`dumps`, an agency at a time: it is never whole in memory."""
    agencies = audit.get("agencies")
    if not agencies or not isinstance(agencies, Sequence):
        yield _text(audit) + "\n"
        return
    head, before, tail = _text({**audit, "agencies": []}).partition('\n  "agencies": [')
    yield head + before
    comma = ""
    for agency in agencies:
        yield comma + "\n    " + _text(agency).replace("\n", "\n    ")
        comma = ","
    yield "\n  " + tail + "\n"


def _text(value: object) -> str:
    """Canonical JSON; a line break in it is always one between its lines."""
    return inert_json(_json(value, "\n"))


def _json(value: object, line: str) -> str:
    """``value`` as :mod:`json` writes it with an indent of two, five times as fast; ``line`` begins a line of it."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    if type(value) is dict or isinstance(value, Mapping):  # to ask an abstract class is dear
        inner = f"{line}  "
        entries = [f"{inner}{_quoted(key)}: {_json(value[key], inner)}" for key in _order(tuple(value))]
        return f"{{{','.join(entries)}{line}}}" if entries else "{}"
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        inner = f"{line}  "
        entries = [f"{inner}{_json(entry, inner)}" for entry in value]
        return f"[{','.join(entries)}{line}]" if entries else "[]"
    return json.dumps(value, allow_nan=False)


_quoted = json.encoder.encode_basestring


def write(audit: Mapping[str, Any], folder: Path) -> Path:
    """Write ``folder/audit.json`` whole or not at all."""
    return write_atomic(folder / FILE_NAME, pieces(audit))


def load(path: Path) -> dict[str, Any]:
    """The audit of a run folder or of a file.  Raises ``OSError``, or ``ValueError`` when it is no audit."""
    path = path / FILE_NAME if path.is_dir() else path
    audit = json.loads(path.read_bytes())
    if not isinstance(audit, dict) or "agencies" not in audit:
        raise ValueError(f"{path}: not an audit.json (no key 'agencies')")
    return audit


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema (draft 2020-12) that ships with the product."""
    loaded: Mapping[str, Any] = json.loads((files("reports") / "schema" / "audit.schema.json").read_bytes())
    return loaded


def validate(audit: Mapping[str, Any]) -> list[str]:
    """Where ``audit`` breaks the schema, as ``path: message``; empty when it holds.  Needs ``jsonschema``."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(audit)]


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """The format ``json``."""
    del lang
    return [write(audit, out)]


@cache
def _rank() -> Mapping[str, int]:
    """Every key that the schema names, in the order in which the schema names it."""
    order: dict[str, int] = {}

    def visit(node: object) -> None:
        if isinstance(node, Mapping):
            for key, child in node.items():
                if key == "properties":
                    for name in child:
                        order.setdefault(name, len(order))
                visit(child)
        elif isinstance(node, list):
            for child in node:
                visit(child)

    visit(schema())
    return order


@lru_cache(maxsize=512)
def _order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys in the order of the schema, those that it does not know behind, sorted."""
    rank = _rank()
    return tuple(sorted(keys, key=lambda key: (rank.get(key, len(rank)), key)))
