"""Extract what code and templates of the reports say, merge it into the catalogue, compile it.

python -m reports.locale          update and compile
python -m reports.locale --check  change nothing; end with 1 when something is stale or not translated
"""

from __future__ import annotations

import sys
from pathlib import Path

from reports.locale.catalogue import PackageCatalogue, run

CATALOGUE = PackageCatalogue(Path(__file__).resolve().parent.parent, "reports", "Messages of the reports")

if __name__ == "__main__":
    sys.exit(run(CATALOGUE))
