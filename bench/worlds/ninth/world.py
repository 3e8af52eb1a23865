"""The ninth acceptance world: six offices by a seventh hand, an office a YAML file."""

from __future__ import annotations

from pathlib import Path

from bench.worlds.site import World
from bench.worlds.written import written


def ninth() -> World:
    """Read every office; their papers are made when the world is saved."""
    return written("ninth", "127.0.90", Path(__file__).parent)
