"""The way from a file to the agencies in it; of the bundled one what it says is kept (:mod:`crawler.kept`)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crawler.kept import kept
from crawler.model import Agency

#: The 50 district offices of Bangkok, with nothing declared yet.
BUNDLED = Path(__file__).with_name("districts.yaml")
#: The code that reads it, from here.
_READERS = (
    "load.py", "form.py", "item_id.py", "../forms.py", "../strict_yaml/__init__.py", "../strict_yaml/reader.py",
    "../strict_yaml/scalars.py", "../strict_yaml/source.py", "../model.py", "../kept.py", "../evidence/address.py",
)  # fmt: skip


def load_targets(path: Path | None = None) -> tuple[Agency, ...]:
    """The agencies of the targets file at ``path`` (YAML or JSON), in its order; the bundled 50 by default.

    Raises :class:`~crawler.errors.InputError` with everything that is wrong with the file.
    """
    if path is not None:
        return _read(path)
    made_of = [BUNDLED, *(BUNDLED.parent / name for name in _READERS)]
    return kept(BUNDLED, tuple[Agency, ...], partial(_read, BUNDLED), made_of)


def _read(path: Path) -> tuple[Agency, ...]:
    from crawler.targets.load import read_targets

    return read_targets(path).agencies
