"""How often Python looks for circles of garbage.

To judge, and to check links, makes many small things and hardly a circle.  As Python comes, it looks through all of them
for circles again and again: a tenth of the time, or a twentieth.
"""

from __future__ import annotations

import gc

#: New things until the newest are looked through, and how many such looks until the older ones are.
_SELDOM = (100_000, 50, 50)


def look_seldom() -> None:
    """Look through what is made from now on, and seldom; what is there already stays."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
