"""Reading the links of pages beside the reactor: a hostile page delays nobody but itself."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from crawler.read.scope import follow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Follow = "Callable[..., tuple[str, ...]]"
logger = logging.getLogger(__name__)


class LinkReader:
    """Asks :func:`crawler.read.scope.follow` which addresses lead on."""

    def __init__(self, titles: Mapping[str, tuple[str, ...]], max_page: int) -> None:
        self._titles = dict(titles)
        self._max_page = max_page

    async def links(
        self,
        body: bytes,
        url: str,
        content_type: str,
        *,
        fragment: str,
        item: str,
        depth: int,
        hosts: frozenset[str],
    ) -> tuple[str, ...]:
        """The addresses below a page, most promising first; none of a page that cannot be read."""
        read = partial(
            follow, body[: self._max_page], url, content_type,
            fragment=fragment, item=item, depth=depth, titles=self._titles, hosts=hosts,
        )  # fmt: skip
        try:
            return await asyncio.to_thread(read)
        except Exception:
            logger.exception("the links of %s could not be read", url)
            return ()
