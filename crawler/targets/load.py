"""Read a targets file: agencies, the addresses they declared, and what the central office waived.

Written by officers by hand or by ``oit targets import``, so every mistake of form is reported at once with
its line; but an odd *address* is never refused or dropped: what was declared is declared, and the audit says
what is wrong with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.errors import InputError, Problem
from crawler.evidence.address import wire_url
from crawler.evidence.mistyped import mistake, repaired
from crawler.forms import fill
from crawler.model import Agency, Declaration, Waiver
from crawler.strict_yaml import Node, Source, dotted, read, tidy
from crawler.targets.form import AgencyForm, TargetsForm, site_host


@dataclass(frozen=True, slots=True)
class Targets:
    """A targets file as read; ``warnings`` are worth a look, but nothing is refused for them."""

    file: str
    agencies: tuple[Agency, ...]
    warnings: tuple[Problem, ...] = ()


def read_targets(path: Path) -> Targets:
    """The targets in the file at ``path`` (YAML or JSON).

    Raises :class:`~crawler.errors.InputError` with everything that is wrong with the file.
    """
    try:
        return targets_of(read(path))
    except InputError as error:
        if path.suffix.lower() in _TABLES and path.is_file():
            raise InputError([_table(path)]) from error
        raise


#: How tables of text are called; a workbook is told from its bytes.
_TABLES = frozenset({".csv", ".tsv"})


def _table(path: Path) -> Problem:
    return Problem(
        str(path), 0, 0, "",
        f"เป็นตาราง ไม่ใช่ไฟล์รายการที่แจ้ง: นำเข้าด้วย oit targets import {path} -o targets.yaml แล้วใช้ --targets targets.yaml",
        f"a table, no targets file: oit targets import {path} -o targets.yaml makes one of it, for --targets",
    )  # fmt: skip


def targets_of(source: Source) -> Targets:
    """The targets that a file of plain values describes.  Raises :class:`~crawler.errors.InputError`."""
    _repeated_ids(source)
    form = fill(source, TargetsForm)
    pairs = list(zip(form.agencies, _nodes(source, "agencies"), strict=True))
    agencies = tuple(_agency(agency, node) for agency, node in pairs)
    warnings = [warning for agency, node in pairs for warning in _blanks(agency, node)]
    warnings += [warning for agency in agencies for warning in _oddities(agency)]
    warnings += _repeated_codes(form, source)
    return Targets(source.file, agencies, tidy(warnings))


# --------------------------------------------------------------------------------------- form → agency


def _agency(form: AgencyForm, node: Node) -> Agency:
    return Agency(
        id=form.id,
        code=form.code,
        name_th=form.name_th,
        name_en=form.name_en,
        site=form.site,
        group=form.group,
        allowed_hosts=tuple(form.allowed_hosts or [site_host(form.site)]),
        declarations=tuple(_declarations(form, node)),
        waivers=tuple(_waivers(form)),
        doubtful=form.doubtful,
        source=node.file,
        line=node.line,
    )


def _declarations(form: AgencyForm, node: Node) -> Iterator[Declaration]:
    declared = _child(node, "declared")
    for item, urls in form.declared.items():
        at = declared.children[item]
        for i, url in enumerate(urls):
            if url.strip():
                line = at.children[i].line if at.kind == "list" else at.line
                yield Declaration(form.id, item, url, node.file, line)


def _waivers(form: AgencyForm) -> Iterator[Waiver]:
    for item, reason in form.not_applicable.items():
        yield Waiver(item, reason)
    for one in form.waivers:
        expires = date.fromisoformat(one.expires) if one.expires else None
        yield Waiver(one.item, one.reason, one.author, expires, one.finding)


# --------------------------------------------------------------------------------------- what repeats


def _nodes(source: Source, name: str) -> list[Node]:
    return list(_child(source.root, name).children.values())


def _child(node: Node, name: str) -> Node:
    return node.children.get(name) or Node(node.file, node.line, node.column, "mapping")


def _repeated_ids(source: Source) -> None:
    """Before the form is filled in, so that this mistake is reported together with all others."""
    first: dict[object, int] = {}
    for i, node in enumerate(_nodes(source, "agencies")):
        name = node.children.get("id")
        if name is None or not isinstance(name.value, str):
            continue
        if name.value in first:
            source.problem(
                ("agencies", i, "id"),
                f"รหัสหน่วยงาน {name.value} ซ้ำกับบรรทัด {first[name.value]} ให้ตั้งรหัสใหม่หรือรวมเป็นรายการเดียว",
                f"the agency id {name.value} repeats line {first[name.value]}: rename or merge",
            )
        first.setdefault(name.value, name.line)


def _repeated_codes(form: TargetsForm, source: Source) -> Iterator[Problem]:
    count = Counter(agency.code for agency in form.agencies)
    for i, agency in enumerate(form.agencies):
        if count[agency.code] > 1:
            node = source.locate(("agencies", i, "code"))
            yield Problem(
                node.file, node.line, node.column, dotted(("agencies", i, "code")),
                f"มีหลายหน่วยงานใช้รหัส {agency.code}", f"several agencies have the code {agency.code}",
            )  # fmt: skip


# --------------------------------------------------------------------------------------- warnings


def _blanks(form: AgencyForm, node: Node) -> Iterator[Problem]:
    """Addresses that were left blank: not declared, but never without a word."""
    declared = _child(node, "declared")
    for item, urls in form.declared.items():
        at = declared.children[item]
        blank = [at.children.get(i, at) for i, url in enumerate(urls) if not url.strip()] or [at] * (not urls)
        for one in blank:
            yield Problem(
                one.file, one.line, one.column, f"{form.id}.{item}",
                "ช่อง URL ว่าง: ถือว่าไม่ได้แจ้ง", "blank address: counts as not declared",
            )  # fmt: skip


def _oddities(agency: Agency) -> Iterator[Problem]:
    """Addresses that the audit will complain about; said here because here they can be mended."""
    seen: dict[tuple[str, str], int] = {}
    for one in agency.declarations:
        key = (one.item, one.url)
        at = (one.source, one.line, 0, f"{agency.id}.{one.item}")
        if key in seen:
            yield Problem(*at, f"URL ซ้ำกับบรรทัด {seen[key]}", f"the address repeats line {seen[key]}")
        seen.setdefault(key, one.line)
        if (wrong := mistake(one.url)) is not None:
            yield Problem(
                *at,
                f"URL นี้เปิดไม่ได้ จะถูกรายงานเป็นข้อบกพร่อง: “{one.url[:80]}” {wrong.th} {wrong.fix_th}",
                f"no browser can open this address; the audit will report it ({wrong.en}): {one.url[:80]!r}. {wrong.fix_en}",
            )
        elif (mended := repaired(one.url)) is not None:
            yield Problem(
                *at,
                f"URL นี้พิมพ์ไม่ครบถ้วน ({mended[0]}) จะตรวจที่ {wire_url(one.url)[:200]}",
                f"the address is not quite one ({mended[1]}); {wire_url(one.url)[:200]} will be asked",
            )
