"""Django's own commands, such as ``python -m portal migrate`` or ``dumpdata``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    execute_from_command_line(["python -m portal", *sys.argv[1:]])
