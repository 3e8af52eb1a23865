"""What was made of files of this package, kept in the user's cache folder until one of these files changes.

To read a checklist, with every mistake in it that may be told of, takes a third of a second and two libraries; what
comes of it is a few thousand values, the same every time.  They are kept as JSON in ``$XDG_CACHE_HOME/oit`` (usually
``~/.cache/oit``); to read them executes nothing.  Where nothing can be kept, everything is read each time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
#: What may be wrong with the folder or a file in it; a user without a home is a RuntimeError.
_WITHOUT = (OSError, ValueError, TypeError, RuntimeError)


def kept(path: Path, kind: Any, make: Callable[[], T], made_of: Iterable[Path]) -> T:
    """What ``make`` gives, of the type ``kind``: as it was kept under the name of ``path``, or made and kept.

    ``made_of`` are all files that have a say in it, the code that reads them too.  ``kind`` is a frozen dataclass, or a
    tuple of them, of texts, numbers, days, and more of the same.
    """
    key = _key(path, made_of)
    with suppress(*_WITHOUT):
        found, values = json.loads(_place(path).read_bytes())
        if found == key:
            known: T = _reader(kind)(values)
            return known
    made = make()
    with suppress(*_WITHOUT):
        _write(_place(path), json.dumps([key, plain(made)], ensure_ascii=False, separators=(",", ":")))
    return made


def _place(path: Path) -> Path:
    """Where it is kept; several installations on one computer do not disturb each other."""
    folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    installation = hashlib.sha256(str(path.parent).encode()).hexdigest()[:12]
    return Path(folder, "oit", f"{path.stem}-{installation}.json")


def _key(path: Path, made_of: Iterable[Path]) -> str:
    """Names the content of the files, and where they stand: what was read of them may name that."""
    digest = hashlib.sha256(str(path).encode())
    for one in made_of:
        digest.update(hashlib.sha256(one.read_bytes()).digest())
    return digest.hexdigest()


def _write(place: Path, text: str) -> None:
    """The file, whole or not at all; another process may write the same at this moment."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def plain(value: Any) -> Any:
    """A value as JSON has it; a dataclass as the list of its fields."""
    if is_dataclass(value):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """The way back from :func:`plain`, for values of one type."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _dataclass(kind)
    if origin is tuple and inner[-1] is Ellipsis:
        one = _reader(inner[0])
        return tuple if one is _as_it_is else lambda values: tuple(map(one, values))
    if origin in {Union, UnionType} and NoneType in inner:
        (given,) = (_reader(one) for one in inner if one is not NoneType)
        return given if given is _as_it_is else lambda value: None if value is None else given(value)
    if origin in {dict, Mapping}:
        entry = _reader(inner[1])
        return lambda values: {name: entry(value) for name, value in values.items()}
    if kind is date:
        return date.fromisoformat
    if origin is Literal or kind in {str, int, float, bool}:
        return _as_it_is
    raise TypeError(f"nothing that could be kept: {kind}")


def _dataclass(kind: Any) -> Callable[[Sequence[Any]], Any]:
    hints = get_type_hints(kind)
    ways = [_reader(hints[field.name]) for field in fields(kind)]
    return lambda values: kind(*[way(value) for way, value in zip(ways, values, strict=True)])


def _as_it_is(value: Any) -> Any:
    return value
