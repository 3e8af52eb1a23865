"""Regular expressions that are compiled when they are first asked.

The months of Thai dates in all their spellings take a tenth of a second to compile, all the words that tell walls, spam and
wrong addresses as much again.  Most starts of the program need few of them, or none.
"""

from __future__ import annotations

import re
from typing import Any, cast


class Late:
    """Behaves as its pattern does; ``late`` says so to the type checker."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._asked = source, flags

    def __getattr__(self, name: str) -> Any:
        """What the compiled pattern has by that name: asked here once, from then on it is ours."""
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(*self._asked)
        for one in (
            "search",
            "match",
            "fullmatch",
            "finditer",
            "findall",
            "sub",
            "split",
            "pattern",
            "flags",
        ):
            setattr(self, one, getattr(compiled, one))
        return getattr(compiled, name)


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, but not yet."""
    return cast("re.Pattern[str]", Late(source, flags))
