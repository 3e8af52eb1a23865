"""The fifth acceptance world: eight offices as their webmasters and officers made them, an office a YAML file."""

from __future__ import annotations

from pathlib import Path

from bench.worlds.site import World
from bench.worlds.written import written


def fifth() -> World:
    """Read every office; their papers are made when the world is saved."""
    return written("fifth", "127.0.40", Path(__file__).parent)
