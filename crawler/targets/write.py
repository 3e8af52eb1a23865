"""Write a targets file that people like to read and :func:`~crawler.targets.load.load_targets` reads back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from crawler.errors import InputError
from crawler.model import Agency, Declaration, Waiver
from crawler.strict_yaml import parse
from crawler.targets.form import site_host

#: Addresses of this kind need no quotes: no blanks, and no colon at the end.
_PLAIN_URL = re.compile(r"https?://[!-~]*[!-9;-~]")
#: What double-quoted YAML cannot hold as it is, beyond what JSON escapes.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def targets_yaml(agencies: Sequence[Agency], remarks: Iterable[str] = ()) -> str:
    """The targets file of ``agencies``, with ``remarks`` as comments at its head."""
    lines = [f"# {one_line}" for remark in remarks for one_line in remark.splitlines()]
    lines += ["version: 1", "agencies:"]
    for agency in agencies:
        lines += _agency(agency)
    return "\n".join(lines) + "\n"


def write_targets(path: Path, agencies: Sequence[Agency], remarks: Iterable[str] = ()) -> None:
    """Write the targets file at ``path``: the whole of it, or, when that fails, nothing.  Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(targets_yaml(agencies, remarks), encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def _agency(agency: Agency) -> Iterator[str]:
    yield f"  - id: {_scalar(agency.id)}"
    yield f"    code: {_quoted(agency.code)}"
    yield f"    name_th: {_scalar(agency.name_th)}"
    yield f"    name_en: {_scalar(agency.name_en)}"
    if agency.group is not None:
        yield f"    group: {_scalar(agency.group)}"
    yield f"    site: {_scalar(agency.site)}"
    if agency.allowed_hosts != (site_host(agency.site),):
        yield "    allowed_hosts:"
        yield from (f"      - {_scalar(host)}" for host in agency.allowed_hosts)
    yield from _declared(agency.declarations)
    yield from _waivers(agency.waivers)
    if agency.doubtful is not None:
        yield f"    doubtful: {_scalar(agency.doubtful)}"


def _declared(declarations: Iterable[Declaration]) -> Iterator[str]:
    items: dict[str, list[str]] = {}
    for one in declarations:
        items.setdefault(one.item, []).append(one.url)
    yield "    declared:" if items else "    declared: {}"
    for item, urls in items.items():
        if len(urls) == 1:
            yield f"      {item}: {_scalar(urls[0])}"
            continue
        yield f"      {item}:"
        yield from (f"        - {_scalar(url)}" for url in urls)


def _waivers(waivers: Sequence[Waiver]) -> Iterator[str]:
    """Plain reasons as ``not_applicable``; the first of an item, since a field stands once; others in full."""
    plain: dict[str, Waiver] = {}
    full: list[Waiver] = []
    for one in waivers:
        if one == Waiver(one.item, one.reason) and one.item not in plain:
            plain[one.item] = one
        else:
            full.append(one)
    if plain:
        yield "    not_applicable:"
        yield from (f"      {one.item}: {_scalar(one.reason)}" for one in plain.values())
    if full:
        yield "    waivers:"
    for one in full:
        yield f"      - item: {one.item}"
        yield f"        reason: {_scalar(one.reason)}"
        if one.author is not None:
            yield f"        author: {_scalar(one.author)}"
        if one.expires is not None:
            yield f"        expires: {_quoted(one.expires.isoformat())}"
        if one.finding is not None:
            yield f"        finding: {_quoted(one.finding)}"


def _scalar(text: str) -> str:
    """``text`` without quotes if it is read back as itself, else quoted."""
    if _PLAIN_URL.fullmatch(text):
        return text
    return text if _reads_back(text) else _quoted(text)


def _reads_back(text: str) -> bool:
    if not text[:1].isalnum() or "\n" in text:
        return False
    try:
        source = parse(f"- - {text}\n")
    except InputError:
        return False
    return not source.problems and source.data() == [[text]]


def _quoted(text: str) -> str:
    """Double-quoted YAML: JSON's quoting, and escapes for what YAML forbids beyond."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
