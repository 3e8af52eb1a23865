"""What functions remember of the agency at hand, and forget when it is done.

Every item of an agency asks the same of its pages, lines and addresses, and no other agency ever asks it again.  A cache
of fixed size therefore fills with the past: of a night of fifty agencies 60 MB, the further garbage in circles among it.
:func:`remembered` is ``functools.lru_cache`` with one thing more: :func:`forget` empties all such caches at once.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import _lru_cache_wrapper

T = TypeVar("T")
#: Every cache there is, and how many answers may stay in it.
_CACHES: WeakKeyDictionary[_lru_cache_wrapper[Any], int] = WeakKeyDictionary()


def remembered(most: int, *, spare: int = 0) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """Keep a function's last ``most`` answers until :func:`forget`.

    Where most agencies ask the same (titles, headings), ``spare`` answers outlive that: a cache with no more is left alone.
    """

    def of(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        cached = lru_cache(maxsize=most)(function)
        _CACHES[cached] = spare
        return cached

    return of


def forget() -> None:
    """Forget what was remembered, and free what was made since and only holds on to itself.

    Python is not asked to look at what it had before: that takes 30 ms an agency, and finds nothing.
    """
    for cached, spare in list(_CACHES.items()):
        if cached.cache_info().currsize > spare:
            cached.cache_clear()
    gc.collect(1)
