"""Thai dates and periods in running text, titles, file names and cells.

``read_dates`` finds them, ``read_cell`` reads one spreadsheet cell.  Pure: no clock, no locale, no network.
"""

from __future__ import annotations

from crawler.thai.dates.cell import read_cell
from crawler.thai.dates.expression import FLAGS, Expression, Kind
from crawler.thai.dates.reader import read_dates
from crawler.thai.dates.roles import ROLES

__all__ = ["FLAGS", "ROLES", "Expression", "Kind", "read_cell", "read_dates"]
