"""Extract what code and templates of the portal say, merge it into the catalogue, compile it.

python -m portal.locale          update and compile
python -m portal.locale --check  change nothing; end with 1 when something is stale or not translated

What the report says already is the report's to translate.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reports.locale.catalogue import PackageCatalogue, run
from reports.words import catalogue

CATALOGUE = PackageCatalogue(
    Path(__file__).resolve().parent.parent,
    "portal",
    "Messages of the self-check page",
    inherited=catalogue("th"),
)

if __name__ == "__main__":
    sys.exit(run(CATALOGUE))
