"""``python -m tests.portal.lines LINES``: a few lines of Python with Django set up."""

import sys

from portal.start import setup

setup()
exec(sys.argv[1])
