"""``oit check``: an officer's own question, whether these URLs would pass this item."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from crawler.cli.exits import FAILED, PASSED, UNVERIFIED
from crawler.cli.options import network_options, output_options, targets_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from checklists import Checklist
    from crawler.model import Agency


@click.command("check", short_help="Self-check: these URLs against one item.")
@click.argument("url", nargs=-1, required=True)
@click.option("--item", required=True, metavar="O15", help="The item that the URLs are meant for.")
@click.option(
    "--agency",
    "agency_id",
    metavar="ID",
    help="Whose declaration it would be (names and hosts of the targets file).",
)
@targets_options
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the run folder (default: thrown away).",
)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
@network_options
@output_options
def command(
    url: tuple[str, ...], item: str, agency_id: str | None, targets: Path | None, checklist: str | None,
    as_of: date | None, out: Path | None, form: str, delay: float, concurrency: int, allow_private_hosts: bool,
    allow_network: tuple[str, ...], timeout: float, contact: str, lang: str, strict: bool, quiet: bool, verbose: bool,
    no_progress: bool,
) -> None:  # fmt: skip
    """Check URL… against one item, as the night would, and answer in the terminal.

    Shows for every element what was found, the chain of reasons, and how to mend what fails.
    """
    from checklists import load_checklist, newest
    from crawler.calendar import today_in_bangkok
    from crawler.cli.errors import reported
    from crawler.gather.options import GatherOptions
    from crawler.targets import load_targets

    del verbose
    with reported():
        rules = load_checklist(checklist or newest().id)
        wanted = _item_id(item, rules)
        day = as_of or today_in_bangkok()
        agency = _declaring(load_targets(targets), agency_id, wanted, url)
        options = GatherOptions(
            delay=delay, concurrency=concurrency, timeout=timeout, allow_private_hosts=allow_private_hosts,
            allow_networks=allow_network, contact=contact, as_of=day.isoformat(), checklist=rules.id, site_pages=0,
        )  # fmt: skip
        if out is not None:
            found = check_item(
                agency, wanted, rules, day, options, out, quiet=quiet, progress=not no_progress
            )
        else:
            with tempfile.TemporaryDirectory(prefix="oit-check-") as folder:
                found = check_item(
                    agency, wanted, rules, day, options, Path(folder), quiet=quiet, progress=not no_progress
                )
    click.echo(
        json.dumps(found, ensure_ascii=False, indent=1) if form == "json" else "\n".join(answer(found, lang))
    )
    sys.exit({"fail": FAILED, "unverified": UNVERIFIED if strict else PASSED}.get(found["status"], PASSED))


def check_item(
    agency: Agency, item: str, rules: Checklist, day: date, options: Any, folder: Path, *, quiet: bool = True,
    progress: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One item of one agency, gathered into ``folder`` and judged: the item as ``audit.json`` holds it."""
    from crawler.cli.progress import Bar
    from crawler.cli.rejudge import judge_folder
    from crawler.evidence import RunLock
    from crawler.gather.run import gather
    from crawler.judge.agency import titles_of

    folder.mkdir(parents=True, exist_ok=True)
    with RunLock(folder) as lock, Bar(quiet=quiet, enabled=progress) as bar:
        gather([agency], folder, options, titles_of(rules), bar.gathering, lock=lock)
        audit, _ = judge_folder(folder, rules, day, ("json",), "th", bar=bar, items=frozenset({item}))
    found: dict[str, Any] = audit["agencies"][0]["items"][0]
    return found


def _item_id(item: str, rules: Checklist) -> str:
    from crawler.cli.errors import wrong
    from crawler.read.item_code import item_number

    number = item_number(item) or (int(item) if item.isdigit() else None)
    known = [one.id for one in rules.items]
    if f"O{number}" not in known:
        raise wrong(
            f"ไม่มีข้อ “{item}” ใน {rules.id} มีเพียง {known[0]}–{known[-1]}",
            f"{rules.id} has no item “{item}”, only {known[0]}–{known[-1]}",
        )
    return f"O{number}"


def _declaring(agencies: Sequence[Agency], agency_id: str | None, item: str, urls: Sequence[str]) -> Agency:
    """The agency as if it had declared exactly these URLs."""
    from dataclasses import replace

    from crawler.cli.errors import unknown_agency
    from crawler.model import Agency, Declaration

    host = urlsplit(urls[0]).netloc
    base = Agency("self-check", "", "", "", f"{urlsplit(urls[0]).scheme}://{host}/" if host else "")
    if agency_id is not None:
        known = {one.id: one for one in agencies} | {one.code: one for one in agencies if one.code}
        if agency_id not in known:
            raise unknown_agency(agency_id, [one.id for one in agencies])
        base = known[agency_id]
    declarations = tuple(Declaration(base.id, item, one) for one in urls)
    return replace(base, declarations=declarations, source="", line=0)


_SIGNS = {
    "pass": "✓",
    "fail": "✗",
    "unverified": "?",
    "waived": "–",
    "error": "✗",
    "warning": "!",
    "info": "i",
}


def answer(item: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The item in words: every element, what was found, the chain of reasons, what to do."""
    from reports.inert import one_line

    def pick(value: Mapping[str, Any], key: str) -> str:
        return one_line(value.get(f"{key}_{lang}") or value.get(f"{key}_th") or "")

    yield f"{_SIGNS[item['status']]} {item['id']} {pick(item, 'title')}"
    for element in item["elements"]:
        advisory = "" if element["required"] else (" (แนะนำ)" if lang == "th" else " (advisory)")
        yield f"  {_SIGNS[element['status']]} {pick(element, 'title')}{advisory}"
        for step in element["chain"]:
            yield f"      {one_line(step['step'])}: {one_line(step['text'])}"
        for month, cell in element.get("series", {}).items():
            yield f"      {month} {cell['state']} {one_line(cell['quote'] or '')}"
        for finding in item["findings"]:
            if finding["element"] == element["id"]:
                yield from _said(finding, pick)
    for finding in item["findings"]:
        if finding["element"] is None:
            yield from _said(finding, pick)


def _said(finding: Mapping[str, Any], pick: Any) -> Iterator[str]:
    from reports.inert import one_line

    yield f"    {_SIGNS[finding['severity']]} {pick(finding, 'message')}  [{finding['code']}]"
    for one in finding["evidence"][:3]:
        yield f"        {one_line(one['where'])}: “{one_line(one['quote'])}”  {one_line(one['url'])}"
    if pick(finding, "fix") and finding["severity"] != "info":
        yield f"      → {pick(finding, 'fix')}"
