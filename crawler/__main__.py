"""``oit``, also as ``python -m crawler``: Ctrl-C is understood from the first moment on."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def main() -> None:
    """The console entry point."""
    _spare_what_the_terminal_lacks()
    try:
        from crawler.cli import main as run

        run()
    except KeyboardInterrupt:  # pressed while the commands were still being loaded
        sys.stderr.write("\noit: หยุดตามคำสั่ง (Ctrl-C) ก่อนเริ่มทำ\n     stopped (Ctrl-C) before it began\n")
        sys.exit(3)


def _spare_what_the_terminal_lacks() -> None:
    """A terminal of Windows-874 has no ✓: that must not end a command."""
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.encoding != "utf-8":
        sys.stdout.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
