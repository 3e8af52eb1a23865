"""``oit links``: broken links only, for CI."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import (
    FAILED,
    INCOMPLETE,
    PASSED,
    UNVERIFIED,
    network_options,
    output_options,
    targets_options,
)

if TYPE_CHECKING:
    from datetime import date

    from crawler.links.run import Start


@click.command("links", short_help="Broken links only, for CI.")
@click.argument("where", nargs=-1, metavar="[AGENCY… | URL… | FILE… | -]")
@click.option("--recursive", "-r", is_flag=True, help="Check the pages below the start pages too.")
@click.option("--flat", is_flag=True, help="Check the given addresses alone, not what they link to.")
@click.option("--format", "formats", default="terminal", show_default=True, metavar="FMT[,FMT]")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the reports.")
@targets_options
@network_options
@output_options
def command(
    where: tuple[str, ...], recursive: bool, flat: bool, formats: str, out: Path | None, targets: Path | None,
    checklist: str | None, as_of: date | None, delay: float, concurrency: int, allow_private_hosts: bool,
    allow_network: tuple[str, ...], timeout: float, contact: str, lang: str, strict: bool, quiet: bool, verbose: bool,
    no_progress: bool,
) -> None:  # fmt: skip
    """Check the links of AGENCY… (default: all of the targets file), of pages, or of lists of pages."""
    del checklist, as_of, verbose, out, formats, lang, quiet, no_progress
    from crawler.gather.options import GatherOptions
    from crawler.links.findings import findings
    from crawler.links.options import LinkOptions
    from crawler.links.run import LinkCheck

    network = GatherOptions(
        delay=delay, concurrency=concurrency, timeout=timeout, contact=contact,
        allow_private_hosts=allow_private_hosts, allow_networks=allow_network, connections=160,
    )  # fmt: skip
    options = LinkOptions(network=network, recursive=recursive, flat=flat)
    checked = LinkCheck(options).run(_starts(where, targets))
    found = list(findings(checked))
    links: list[dict[str, Any]] = [
        {
            "page": one.page or None, "url": one.url, "ok": False if one.code == "links.broken" else None,
            "http_status": one.status, "code": one.code, "cause": one.cause, "severity": one.severity,
            "line": one.line, "text": one.text, "detail": one.detail,
        }
        for one in found
    ]  # fmt: skip
    broken = len({one.url for one in found if one.code == "links.broken"})
    unverified = len({one.url for one in found if one.severity == "unverified"})
    summary = {
        "links_checked": checked.checked, "links_broken": broken, "links_unverified": unverified,
        "requests": checked.tally.requests, "bytes": checked.tally.bytes,
    }  # fmt: skip
    json.dump({"summary": summary, "links": links}, sys.stdout, ensure_ascii=False, indent=1)
    print()
    if checked.interrupted:
        sys.exit(INCOMPLETE)
    sys.exit(FAILED if broken else UNVERIFIED if strict and unverified else PASSED)


def _starts(where: tuple[str, ...], targets: Path | None) -> list[Start]:
    from crawler.links.run import Start

    found: list[Start] = []
    agencies = [name for name in where if not _is_url(name) and name != "-" and not Path(name).is_file()]
    for name in where:
        if name == "-":
            found += [Start(line.strip(), "-", at) for at, line in enumerate(sys.stdin, 1) if line.strip()]
        elif _is_url(name):
            found.append(Start(name))
        elif Path(name).is_file():
            lines = Path(name).read_text("utf-8").splitlines()
            found += [Start(line.strip(), name, at) for at, line in enumerate(lines, 1) if line.strip()]
    if agencies or not where:
        from crawler.cli.audit import _chosen
        from crawler.targets import load_targets

        for agency in _chosen(load_targets(targets), agencies):
            found.append(Start(agency.site, "", 0, agency.id, agency.site))
            found += [
                Start(d.url, d.source, d.line, f"{agency.id} {d.item}", agency.site)
                for d in agency.declarations
            ]
    return found


def _is_url(text: str) -> bool:
    return "://" in text
