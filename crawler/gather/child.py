"""The process that crawls: ``python -m crawler.gather.child RUN_FOLDER``.

It knows nothing but the folder: the ledger in it says what to fetch and how.  One JSON object a line on
standard output says how it goes.  Ends with 0 when the run is gathered, 3 when it was asked to stop (SIGTERM);
SIGUSR1 says that the time is up: the run is gathered then, as far as it came.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

EX_TEMPFAIL = 75
STOPPED = 3


def _die_with_parent() -> None:
    """End with the parent, whoever killed it: its end of our standard input closes then."""

    def wait() -> None:
        while os.read(0, 1):  # raw: a buffered read would abort the interpreter at exit
            pass
        os._exit(EX_TEMPFAIL)

    threading.Thread(target=wait, daemon=True).start()


def main(folder: Path) -> int:
    """Gather what the ledger of ``folder`` says."""
    _die_with_parent()

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler import settings as project
    from crawler.evidence import open_evidence
    from crawler.gather.guard import Tripwire
    from crawler.gather.options import GatherOptions
    from crawler.spiders.declared import DeclaredSpider

    import_module(
        "crawler.gather.handler"
    )  # here: Scrapy reads the code of every frame above, and the reactor adds many
    with open_evidence(folder) as store:
        options = GatherOptions.from_json(store.run["options"])
    Tripwire(options.guard()).arm()
    settings = Settings()
    settings.setmodule(project)
    only = {"LOG_LEVEL": "WARNING", "SPIDER_MODULES": [DeclaredSpider.__module__]}
    settings.setdict(options.as_settings() | only, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(DeclaredSpider)
    ended = process.crawl(crawler, out=str(folder), on_progress=say)

    def stop(number: int, _frame: Any) -> None:
        spider = getattr(crawler, "spider", None)
        if spider is not None:
            from twisted.internet import reactor

            reactor.callFromThread(spider.stop, out_of_time=number == signal.SIGUSR1)

    gc.freeze()  # a request makes hundreds of things and hardly a circle: to look for them took a twentieth of a crawl
    gc.set_threshold(5_000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGUSR1, stop)
    process.start(install_signal_handlers=False)
    if ended.cancelled() or ended.exception() is not None:
        traceback.print_exception(None if ended.cancelled() else ended.exception())
        return 1
    with open_evidence(folder) as store:
        return {"gathered": 0, "interrupted": STOPPED}.get(store.run["state"], 1)


def say(event: dict[str, Any]) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    code = main(Path(sys.argv[1]))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # a look-up that still hangs must not hold the process
