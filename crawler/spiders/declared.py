"""The spider that visits every declared address and what lies below it, within the item.

From the root of the project::

    scrapy crawl declared -a targets=districts.yaml -a out=tonight -s OIT_DELAY=1
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.evidence import RunLock, open_evidence
from crawler.evidence.address import evidence_key
from crawler.evidence.earlier import Earlier
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.gather.fetch import Fetcher
from crawler.gather.links import LinkReader
from crawler.gather.options import GatherOptions
from crawler.gather.resolver import GuardedResolver
from crawler.gather.walk import Walk
from crawler.gather.wire import Wire
from crawler.history.overdue import last_seen, requests_of_last_night, resting, settled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from crawler.model import Capture

_COMMIT_EVERY = 0.5


class DeclaredSpider(scrapy.Spider):
    """Fills a run folder with evidence.

    Arguments: ``out``, the run folder; ``targets``, a targets file (without it, the folder already holds a
    run that was begun or interrupted); ``checklist``, whose titles the links are read by.  With ``targets`` it yields
    the captures of the declared addresses at the end; without, nobody but the folder's owner is there to take them.
    """

    name = "declared"

    def __init__(
        self,
        out: str,
        targets: str | None = None,
        checklist: str | None = None,
        on_progress: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._out = Path(out)
        self._targets = targets
        self._checklist = checklist
        #: Told how the run goes, twice a second; set by whoever runs the spider in process.
        self.on_progress: Callable[[dict[str, Any]], None] | None = on_progress
        self._walking: asyncio.Task[None] | None = None
        self._stopped = False
        self._out_of_time = False

    async def start(self) -> AsyncIterator[Capture]:
        """Gather, then yield what became of each declared address."""
        if self._targets is None:
            await self._gather()
            return
        self._begin()
        with RunLock(self._out):
            await self._gather()
        with open_evidence(self._out) as store:
            for declaration in store.declarations():
                capture = store.capture(declaration.url)
                if capture is not None:
                    yield capture

    def _begin(self) -> None:
        from checklists import load_checklist
        from crawler.targets import load_targets

        checklist = load_checklist(self._checklist)
        titles = {item.id: (item.title.th, *item.titles) for item in checklist.items}
        options = replace(GatherOptions.from_settings(self.settings), checklist=checklist.id)
        begin_run(self._out, load_targets(Path(str(self._targets))), options.as_json(), titles)

    async def _gather(self) -> None:
        from twisted.internet import reactor

        resolver = reactor.nameResolver
        if not isinstance(resolver, GuardedResolver):
            raise TypeError("the guarded resolver is not installed: nothing is fetched without it")
        options = GatherOptions.from_settings(self.settings)
        writer = EvidenceWriter(self._out, Earlier.of(options.previous))
        wire = Wire(self.crawler.engine.download_async, resolver.vetting, options, writer.scratch)
        if options.history:
            wire.usual = requests_of_last_night(Path(options.history), but=self._out)
        fetcher = Fetcher(wire, writer, options)
        fetcher.resting = self._resting(options, writer)
        reader = LinkReader(writer.all_titles(), options.max_page)
        walk = Walk(writer, fetcher, reader, options, self._last_seen(options, writer))
        try:
            self._walking = asyncio.ensure_future(walk.run())
            if self._stopped:
                self._walking.cancel()
            await self._watch(self._walking, walk, fetcher, wire, writer)
        finally:
            self._walking = None
            await fetcher.close()
            await reader.close()
            wire.close()
            writer.close()

    def _last_seen(self, options: GatherOptions, writer: EvidenceWriter) -> dict[str, str]:
        """When the nights before last saw each declared address."""
        if not options.history:
            return {}
        keys = [evidence_key(one.url) for one in writer.declarations()]
        return last_seen(Path(options.history), keys, but=self._out)

    def _resting(self, options: GatherOptions, writer: EvidenceWriter) -> dict[str, str]:
        """Documents that need not be asked tonight; none in a night that asks for everything."""
        if options.recheck < 2 or not options.history or not options.previous:
            return {}
        unchanged = settled(Path(options.history), options.settled_after, but=self._out)
        return resting(unchanged, options.recheck, date.fromisoformat(writer.run["started"][:10]))

    async def _watch(
        self, walking: asyncio.Task[None], walk: Walk, fetcher: Fetcher, wire: Wire, writer: EvidenceWriter
    ) -> None:
        """Commit and report while the walk goes on; close the run as it ended."""
        from twisted.internet import reactor

        loop = asyncio.get_running_loop()
        while not walking.done():
            # Something due makes Twisted forget timeouts that were called off, two a request.
            reactor.callLater(0, _nothing)  # type: ignore[arg-type]
            await asyncio.wait([walking], timeout=_COMMIT_EVERY)
            await loop.run_in_executor(writer.disk, writer.commit)
            self._report(walk, wire, writer)
        cut_short = walking.cancelled()
        if cut_short:
            walk.cut_short()
        else:
            walking.result()
        state = "interrupted" if cut_short and not self._out_of_time else "gathered"
        if state == "gathered":
            missed = fetcher.missed() if cut_short else None
            writer.note(
                faults=walk.faults,
                withheld=walk.withheld(),
                deadline=missed,
                canaries=walk.canaries(),
                rested=fetcher.rested,
            )
        await loop.run_in_executor(writer.disk, writer.end, state)
        self._report(walk, wire, writer)

    def _report(self, walk: Walk, wire: Wire, writer: EvidenceWriter) -> None:
        if self.on_progress is not None:
            self.on_progress(
                {
                    "phase": walk.phase,
                    "hosts": wire.busy_hosts(),
                    "seconds_left": wire.seconds_left(),
                    **writer.progress(),
                }
            )

    def stop(self, *, out_of_time: bool = False) -> None:
        """End the run soon; what is finished is kept, the rest stays pending.

        ``out_of_time``: it ends because its time is up, and is gathered; else it is interrupted.
        """
        self._stopped = True
        self._out_of_time = out_of_time
        if self._walking is not None:
            self._walking.cancel()


def _nothing() -> None:
    pass
