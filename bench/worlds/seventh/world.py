"""The seventh acceptance world: eight offices by a fifth hand, an office a YAML file."""

from __future__ import annotations

from pathlib import Path

from bench.worlds.site import World
from bench.worlds.written import written


def seventh() -> World:
    """Read every office; their papers are made when the world is saved."""
    return written("seventh", "127.0.70", Path(__file__).parent)
