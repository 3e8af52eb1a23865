"""The bundled checklists, each read once by a process of tests."""

from __future__ import annotations

from functools import cache

from checklists import Checklist, load_checklist


@cache
def rules(name: str = "bma-district-2568") -> Checklist:
    """The checklist of that name."""
    return load_checklist(name)
