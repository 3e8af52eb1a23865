"""``audit.json``: the canonical writer, and the check against its JSON Schema.

Same audit, same bytes: keys stand in the order of the contract (unknown ones after them, sorted), two
blanks of indent, Thai as Thai, one newline at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from reports.files import write_atomic
from reports.inert import inert_json

FILE_NAME = "audit.json"
SCHEMA_VERSION = "1.0"
_SCHEMA = Path(__file__).parent / "schema" / "audit.schema.json"


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
        yield f"{comma}\n    {_text(agency, '    ')}"
        comma = ","
    yield "\n  " + tail + "\n"


def _text(value: object, indent: str = "") -> str:
    """Canonical JSON; a line break in it is always one between its lines, which begin with ``indent``."""
    return _json(value, f"\n{indent}", _Quoted())


class _Quoted(dict[str, str]):
    """Texts as they stand in the file.  The same few are said again and again in an agency: each is quoted once."""

    def __missing__(self, text: str) -> str:
        quoted = self[text] = inert_json(json.encoder.encode_basestring(text))
        return quoted


def _json(value: Any, line: str, quoted: _Quoted) -> str:
    """``value`` as :mod:`json` writes it with an indent of two, ten times as fast; ``line`` begins a line of it."""
    kind = type(value)
    if kind is str:
        return quoted[value]
    if value is None:
        return "null"
    if kind is dict:
        return _object(value, line, quoted)
    if kind is list:
        return _array(value, line, quoted)
    if kind is int:
        return str(value)
    if kind is float and isfinite(value):
        return repr(value)
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, Mapping):  # to ask an abstract class is dear, so what is usual stands above
        return _object(value, line, quoted)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return _array(value, line, quoted)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _object(value: Mapping[str, Any], line: str, quoted: _Quoted) -> str:
    if not value:
        return "{}"
    inner, names, form = _form(tuple(value), line)
    entries = [value[name] for name in names]
    return form % tuple([quoted[one] if type(one) is str else _json(one, inner, quoted) for one in entries])


def _array(value: Sequence[Any], line: str, quoted: _Quoted) -> str:
    inner = f"{line}  "
    entries = [_json(entry, inner, quoted) for entry in value]
    return f"[{inner}{f',{inner}'.join(entries)}{line}]" if entries else "[]"


@lru_cache(maxsize=512)
def _form(keys: tuple[str, ...], line: str) -> tuple[str, tuple[str, ...], str]:
    """How an object with these keys is written: how its lines begin, its keys in order, the form to fill in."""
    inner, names = f"{line}  ", _order(keys)
    labels = [inert_json(json.encoder.encode_basestring(name)).replace("%", "%%") for name in names]
    return inner, names, "{" + ",".join(f"{inner}{label}: %s" for label in labels) + f"{line}}}"


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
    loaded: Mapping[str, Any] = json.loads(_SCHEMA.read_bytes())
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


def _order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys in the order of the schema, those that it does not know behind, sorted."""
    rank = _rank()
    return tuple(sorted(keys, key=lambda key: (rank.get(key, len(rank)), key)))
