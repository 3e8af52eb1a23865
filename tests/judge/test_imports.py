"""Judging a stored run loads nothing that has a network or a parser, checking links nothing that judges: it starts in a blink."""

from __future__ import annotations

import subprocess
import sys

from checklists import load_checklist

#: What ``oit judge`` imports when it runs.
ROOMS = (
    "crawler.cli.judge", "crawler.cli.errors", "crawler.cli.progress", "crawler.cli.rejudge", "crawler.audit.document",
    "crawler.audit.judge", "crawler.cli.night", "crawler.evidence", "crawler.read.documents", "crawler.targets",
    "checklists", "crawler.read.exhibits", "crawler.history.chronicle", "reports.audit_json",
)  # fmt: skip


#: What gathers, and what reads: that is done elsewhere or was done before.
NOT_LOADED = {"scrapy", "twisted", "pycurl", "lxml.etree", "pypdfium2_raw", "pdfminer", "python_calamine"}


def test_judging_loads_nothing_that_gathers_or_reads(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_checklist()  # read once, and kept
    program = (
        f"import sys, {', '.join(ROOMS)}\n"
        "from reports.audit_json import dumps; dumps({'agencies': [{}]})\n"
        "from crawler.judge.rules import rule_modules; rule_modules()\n"
        "from checklists import load_checklist; load_checklist()\n"
        f"print(*sorted({NOT_LOADED} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


def test_checking_links_loads_no_judge() -> None:
    program = (
        "import sys; sys.argv = ['oit', 'links', 'http://127.0.0.1:1/', '--quiet']\n"
        "from crawler.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted({'crawler.judge', 'checklists', 'pydantic', 'scrapy'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stderr.split() == []
