"""``oit``, also as ``python -m crawler``: Ctrl-C is understood from the first moment on."""

from __future__ import annotations

import sys

from crawler.interrupt import INCOMPLETE, STOPPED, AtOnce


def main() -> None:
    """The console entry point."""
    try:
        with AtOnce():
            _spare_what_the_terminal_lacks()
            from crawler.cli import main as run
        run()
    except KeyboardInterrupt:  # pressed between one thing and the next
        sys.stderr.write(STOPPED)
        sys.exit(INCOMPLETE)


def _spare_what_the_terminal_lacks() -> None:
    """A terminal of Windows-874 has no ✓: that must not end a command."""
    from io import TextIOWrapper

    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.encoding != "utf-8":
        sys.stdout.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
