"""The eighth acceptance world: six offices by a sixth hand, an office a YAML file."""

from __future__ import annotations

from pathlib import Path

from bench.worlds.site import World
from bench.worlds.written import written


def eighth() -> World:
    """Read every office; their papers are made when the world is saved."""
    return written("eighth", "127.0.80", Path(__file__).parent)
