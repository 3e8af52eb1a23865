"""The sixth acceptance world: eight offices by a fourth hand, an office a YAML file."""

from __future__ import annotations

from pathlib import Path

from bench.worlds.site import World
from bench.worlds.written import written


def sixth() -> World:
    """Read every office; their papers are made when the world is saved."""
    return written("sixth", "127.0.50", Path(__file__).parent)
