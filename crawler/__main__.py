"""``python -m crawler`` is ``oit``."""

from crawler.cli import main

main()
