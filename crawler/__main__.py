"""``oit``, also as ``python -m crawler``: Ctrl-C is understood from the first moment on."""

from __future__ import annotations

import sys


def main() -> None:
    """The console entry point."""
    try:
        from crawler.cli import main as run

        run()
    except KeyboardInterrupt:  # pressed while the commands were still being loaded
        sys.stderr.write("\noit: หยุดตามคำสั่ง (Ctrl-C) ก่อนเริ่มทำ\n     stopped (Ctrl-C) before it began\n")
        sys.exit(3)


if __name__ == "__main__":
    main()
