"""Make an acceptance world: ``python -m bench.worlds.make second|third|fourth|fifth|sixth|seventh|eighth|ninth FOLDER --fonts FONTS``.

Writes ``sites/``, ``routes.yaml``, ``targets.yaml`` and ``truth.json``; serve it with ``python -m
crawler.demo.server FOLDER --port 8790``.  Every site listens on a loopback address of its own (Linux accepts
all of 127.0.0.0/8).
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from bench.worlds.eighth.world import eighth
from bench.worlds.fifth.world import fifth
from bench.worlds.fourth.world import fourth
from bench.worlds.ninth.world import ninth
from bench.worlds.second.world import second
from bench.worlds.seventh.world import seventh
from bench.worlds.site import World
from bench.worlds.sixth.world import sixth
from bench.worlds.third.world import third
from crawler.demo.paper import use_fonts

WORLDS: dict[str, Callable[[], World]] = {
    "second": second,
    "third": third,
    "fourth": fourth,
    "fifth": fifth,
    "sixth": sixth,
    "seventh": seventh,
    "eighth": eighth,
    "ninth": ninth,
}


def make_world(name: str, folder: Path, fonts: Path) -> None:
    """Write the world ``name`` into ``folder``, with the Sarabun TTF files below ``fonts``."""
    use_fonts(fonts)
    shutil.rmtree(folder / "sites", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    WORLDS[name]().save(folder)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("world", choices=WORLDS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fonts", type=Path, required=True, help="folder that holds the Sarabun TTF files")
    options = parser.parse_args()
    make_world(options.world, options.folder, options.fonts)


if __name__ == "__main__":
    main()
