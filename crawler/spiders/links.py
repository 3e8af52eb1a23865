"""The link check as an ordinary spider: findings as items, for Scrapy's own exports.

From the root of the project::

    scrapy crawl links -a urls=https://district.example.go.th/ -a recursive=1 -O links.jsonl -s OIT_DELAY=0.5

The lane asks (:mod:`crawler.links`), in a thread beside the reactor; Scrapy's downloader has nothing to do.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.gather.options import GatherOptions
from crawler.links.excuses import Excuses
from crawler.links.findings import findings
from crawler.links.options import LinkOptions
from crawler.links.report.as_json import link
from crawler.links.run import LinkCheck, Start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class LinksSpider(scrapy.Spider):
    """Yields every link that deserves a word, with the keys of the JSON report.

    Arguments: ``urls``, addresses with commas between them; ``targets``, a targets file whose declared
    addresses are checked; ``recursive`` (1: the pages below them too).
    """

    name = "links"

    def __init__(
        self, urls: str = "", targets: str | None = None, recursive: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._starts = [Start(url.strip()) for url in urls.split(",") if url.strip()]
        if targets is not None:
            from crawler.targets import load_targets

            self._starts += [
                Start(one.url, one.source, one.line, f"{agency.id} {one.item}", agency.site)
                for agency in load_targets(Path(targets))
                for one in agency.declarations
            ]
        self._recursive = recursive.lower() in ("1", "true", "yes")
        self._check: LinkCheck | None = None

    async def start(self) -> AsyncIterator[dict[str, Any]]:
        """Check, then hand out the findings."""
        network = GatherOptions.from_settings(self.settings)
        self._check = LinkCheck(LinkOptions(network=network, recursive=self._recursive))
        checked = await asyncio.to_thread(self._check.run, self._starts)
        for one in findings(checked, Excuses()):
            yield link(one)

    def closed(self, reason: str) -> None:
        """Stop asking when Scrapy is told to stop."""
        del reason
        if self._check is not None:
            self._check.stop()
