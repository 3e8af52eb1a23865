"""What strangers wrote acts in no output: one table over all of them, complete by construction.

A renderer, a report of links or a channel that is added and not in the table fails :func:`test_the_table_is_complete`.
"""

from __future__ import annotations

import csv
import io
import json
import pkgutil
import re
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import fields, replace
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import responses

import crawler.notify
import reports
from crawler.audit.metrics import metrics_text
from crawler.links import report as links_report
from crawler.links.findings import Finding, Report
from crawler.notify.digest import Digest, digest
from crawler.notify.line import PUSH, Line
from crawler.notify.mail import Mail
from crawler.notify.webhook import Webhook
from tests.reports import hostile

OSC = "\x1b]8;;http://evil.example/\x1b\\click here\x1b]8;;\x1b\\"
ATTACKS = (
    *hostile.ATTACKS,
    OSC, "\x1bP1$r0m\x1b\\", "\x9d8;;http://evil.example/\x9c", "\x07\x08\x08\x08owned", "ok\rFAIL", "\x1b[1A\x1b[2Kall passed",
    "-2+3", "@SUM(1;2)", "\r=1+1", "\n=1+1", "\u00a0=1+1", "\u200b=1+1", "|calc", '"=1+1', "'=1+1", "％=1", "=IMPORTXML(1)", "=DDE(1)", ";=1+1", ",=1+1",
    "::set-output name=x::y", "::add-mask::x", "##vso[task.complete result=Succeeded;]", "::error file=a,line=1::x%0A::stop-commands::y", "%0D%0A::warning::x",
    "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d", "\u200e\u200f\u061c", "data:text/html,<script>alert(1)</script>", "vbscript:x", " javascript:alert(1)", "java\nscript:alert(1)",
    "</title><script>alert(1)</script>", "<svg/onload=alert(1)>", "' onmouseover='alert(1)", "`${alert(1)}`", "</script><script>alert(1)</script>", "<![CDATA[x]]>", "&lt;script&gt;", "<!--", "{{constructor}}", "[x](javascript:alert(1))",
    "\udcff\ud800\udfff", "\x00" * 9, "\ufffe\uffff", "\x7f\x80\x9b31m", '{"a":1}', "# HELP x\nx 1", 'x"} 1\noit_items{status="pass',
)  # fmt: skip

CONTROL = frozenset(chr(n) for n in (*range(9), *range(0x0B, 0x0D), *range(0x0E, 0x20), *range(0x7F, 0xA0)))
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """The audit in which every text attacks, and the folder where every format of it stands."""
    out = tmp_path_factory.mktemp("inert")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hostile, "ATTACKS", ATTACKS)
        audit = hostile.hostile_audit()
    with redirect_stdout(io.StringIO()):
        reports.render(audit, list(reports.FORMATS), out, "th", history=[audit])
    return audit, out


def _links() -> Report:
    named = {field.name for field in fields(Finding)} - {
        "code",
        "cause",
        "severity",
        "line",
        "status",
        "file_line",
        "kind",
        "how",
    }
    found = tuple(
        replace(
            Finding("links.broken", "presence.http_error", "error", "", how="renamed"),
            **{name: ATTACKS[(at + n) % len(ATTACKS)] for n, name in enumerate(sorted(named))},
        )
        for at in range(len(ATTACKS))
    )
    excused = tuple(replace(one, excused="") for one in found)
    return Report((*found, *excused), checked=9, requests=9, bytes=9, pages=1, seconds=1.0, notes=ATTACKS)


def _digest(at: int = 0) -> Digest:
    """The news of a night whose every name and message attacks."""

    def attack(n: int) -> str:
        return ATTACKS[(at + n) % len(ATTACKS)]

    def item(n: int, status: str) -> dict[str, object]:
        said = [{"severity": "error" if status == "fail" else "unverified", "message_th": attack(n)}]
        return {"id": attack(n + 1), "status": status, "findings": said}

    agencies = [
        {"id": attack(n), "name_th": attack(n + 5), "items": [item(n, status)]}
        for n, status in enumerate(("fail", "pass", "unverified"))
    ]
    totals = dict.fromkeys(("pass", "fail", "unverified", "waived"), 1)
    night = {"id": "run", "as_of": "2025-04-30", "withheld": attack(3) if at % 7 == 0 else None}
    before = {(one["id"], one["items"][0]["id"]): line for one, line in zip(agencies, "pfp", strict=True)}
    return digest({"audit": night, "agencies": agencies, "summary": totals}, before)


# --------------------------------------------------------------------------------- what inert means


def shown(text: str) -> None:
    """Text that a terminal, a log or a chat shows: nothing moves the cursor, turns letters round, or breaks a line."""
    assert not set(text) & CONTROL, sorted(set(text) & CONTROL)
    assert not set(text) & BIDI
    assert not re.search(r"[\ud800-\udfff\u2028\u2029\x85]", text)
    assert "\r" not in text.replace("\r\n", "\n")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def page(text: str) -> None:
    """A page whose tags are all ours, under a policy that lets no script in but ours."""
    tags = _Tags()
    tags.feed(text)
    shown(text)
    policy = [
        one.get("content") or ""
        for tag, one in tags.seen
        if tag == "meta" and (one.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    assert policy
    assert "default-src 'none'" in policy[0]
    assert "unsafe-inline" not in policy[0].partition("script-src")[2].partition(";")[0]
    for tag, attributes in tags.seen:
        assert tag not in {"iframe", "object", "embed", "base", "svg:script"}
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "script" or re.fullmatch(
            r"(\.\./)*assets/(?:report|thai)\.js\?[0-9a-f]{8}", attributes.get("src") or ""
        )
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            target = re.sub(r"[\x00-\x20]", "", attributes.get(name) or "").lower()
            assert not target.startswith(("javascript:", "vbscript:", "file:"))
            ours = target.startswith("data:image/png;base64,") or (tag, attributes.get("rel"), target) == (
                "link",
                "icon",
                "data:,",
            )
            assert not target.startswith("data:") or ours


def cells(text: str, **dialect: str) -> None:
    """A table in which no cell begins a formula, in either program that Thai offices use."""
    shown(text.removeprefix("\ufeff"))
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), **dialect):
        for cell in row:
            bare = cell.lstrip(" \u00a0\u200b")
            assert not bare or bare[0] not in "=+-@|\t\r＝＋－＠" or re.fullmatch(r"[+-]?[\d.]+", bare), cell


def workbook(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None or re.match(r"https?://|#", cell.hyperlink.target or "#")
                assert not isinstance(cell.value, str) or not set(cell.value) & (CONTROL | BIDI)


def letter(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                text = package.read(name).decode()
                ET.fromstring(text)
                shown(text)
                assert "instrText" not in text
                assert not re.search(r'Target="(?!https?:|[\w./#-]+")', text)


def xml(text: str) -> None:
    ET.fromstring(text)
    shown(text)


def values(text: str) -> None:
    """JSON: one document, whole, that any program can store as UTF-8."""
    json.loads(text)
    text.encode("utf-8")
    assert not set(text) & CONTROL


def sarif(text: str) -> None:
    values(text)

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, child in value.items():
                assert key not in {"uri", "helpUri"} or not re.match(
                    r"\s*(?:javascript|data|vbscript|file):", str(child), re.IGNORECASE
                ), child
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    walk(json.loads(text))


def annotations(text: str) -> None:
    """Commands to the runner are ours: one a line, and no other line begins one."""
    shown(text)
    for line in text.splitlines():
        assert not line.lstrip().startswith(("##vso", "##[")), line
        if line.lstrip().startswith("::"):
            assert re.match(r"::(?:error|warning|notice)(?: [a-zA-Z]+=[^:\n]*)?::", line), line
            assert not re.match(r"::error file=a,line=1::", line)


def gauges(text: str) -> None:
    shown(text)
    for line in text.splitlines():
        assert re.fullmatch(r'#.*|[a-z_]+(?:\{[a-z_]+="(?:[^"\\]|\\.)*"\})? -?[\d.e+]+', line), line


def markdown(text: str) -> None:
    shown(text)
    assert not re.search(r"(?<!\\)<(?:script|img|svg|iframe)\b", text, re.IGNORECASE)
    assert not re.search(r"(?<!\\)\]\((?:javascript|data|vbscript):", text, re.IGNORECASE)


# ------------------------------------------------------------------------------------------ the table


def _printed(name: str) -> Callable[[object, Path], list[str]]:
    def made(audit, out: Path) -> list[str]:
        said = io.StringIO()
        with redirect_stdout(said):
            reports.render(audit, [name], out / "printed", "th")
        return [said.getvalue()]

    return made


def _files(*patterns: str) -> Callable[[object, Path], list[str]]:
    def made(_audit, out: Path) -> list[str]:
        found = [path for pattern in patterns for path in sorted(out.glob(pattern))]
        assert found, patterns
        return [path.read_bytes().decode("utf-8") for path in found]

    return made


def _paths(pattern: str) -> Callable[[object, Path], list[Path]]:
    return lambda _audit, out: sorted(out.glob(pattern)) or pytest.fail(pattern)


def _links_as(form: str) -> Callable[[object, Path], list[str]]:
    return lambda *_: [links_report.render(_links(), form, lang, verbose=True) for lang in ("th", "en")]


def _sent(channel: Webhook | Line, url: str) -> Callable[[object, Path], list[str]]:
    """What goes over the wire, and the text in it as the one who gets it shows it."""

    def made(*_) -> list[str]:
        with responses.RequestsMock() as wire:
            wire.post(url, json={})
            for at in range(len(ATTACKS)):
                channel.send(_digest(at))
            return [call.request.body.decode() for call in wire.calls]

    return made


def message(text: str) -> None:
    values(text)
    said = json.loads(text)
    for one in (said.get("text") or "", *(m["text"] for m in said.get("messages", ()))):
        shown(one)


def _mailed(*_) -> list[str]:
    mail = Mail("localhost", "oit@office.example", ("somebody@office.example",))
    letters = [mail.letter(_digest(at)) for at in range(len(ATTACKS))]
    assert {tuple(one.keys()) for one in letters} == {tuple(letters[0].keys())}  # no header of theirs
    return [one.get_content() for one in letters]


HOOK = "https://hooks.office.example/x"
#: Output: how it is made, and what inert means there.
OUTPUTS: dict[str, tuple[Callable, Callable]] = {
    "terminal": (_printed("terminal"), shown),
    "json": (_files("audit.json"), values),
    "csv": (_files("*.csv"), cells),
    "xlsx": (_paths("*.xlsx"), workbook),
    "html": (_files("**/*.html"), page),
    "junit": (_files("*junit*.xml"), xml),
    "sarif": (_files("*.sarif"), sarif),
    "github": (_printed("github"), annotations),
    "line": (_files("line/*.txt"), shown),
    "memo": (_paths("memo/*.docx"), letter),
    "links terminal": (_links_as("terminal"), shown),
    "links json": (_links_as("json"), values),
    "links csv": (_links_as("csv"), cells),
    "links junit": (_links_as("junit"), xml),
    "links sarif": (_links_as("sarif"), sarif),
    "links github": (_links_as("github"), annotations),
    "links markdown": (_links_as("markdown"), markdown),
    "notify webhook": (_sent(Webhook(HOOK, "s3cret"), HOOK), message),
    "notify line": (_sent(Line("tok3n", "Cgroup"), PUSH), message),
    "notify mail": (_mailed, shown),
    "metrics": (lambda audit, _: [metrics_text(_summed(audit))], gauges),
}  # fmt: skip


def _summed(audit):
    """The audit with figures, and an agency whose very id attacks."""
    figures = dict.fromkeys(
        (
            "pass",
            "fail",
            "unverified",
            "waived",
            "agencies",
            "requests",
            "bytes",
            "links_checked",
            "links_broken",
        ),
        1,
    )
    agencies = [{"id": text, "score": {"low": 1.0}} for text in ATTACKS]
    return {**audit, "audit": {"complete": True}, "summary": figures, "agencies": agencies}


def _channels() -> set[str]:
    names = [one.name for one in pkgutil.iter_modules(crawler.notify.__path__)]
    modules = {name: import_module(f"crawler.notify.{name}") for name in names}
    return {
        f"notify {name}"
        for name, module in modules.items()
        if any(
            callable(getattr(kind, "send", None))
            and not getattr(kind, "_is_protocol", False)
            and kind.__module__ == module.__name__
            for kind in vars(module).values()
            if isinstance(kind, type)
        )
    }


def test_the_table_is_complete():
    links = {f"links {form}" for form in links_report.FORMATS}
    assert set(OUTPUTS) == {*reports.FORMATS, *links, *_channels(), "metrics"}


@pytest.mark.parametrize("name", OUTPUTS)
def test_nothing_acts(attacked, name):
    make, inert = OUTPUTS[name]
    made = make(*attacked)
    assert made
    for one in made:
        inert(one)


def test_the_attacks_are_what_they_are_taken_for():
    """Each check fails on what it is there to find."""
    for inert, bad in (
        (shown, OSC), (shown, "\u202e"), (cells, '"=1+1"'), (page, "<script>alert(1)</script>"), (annotations, "::set-output name=x::y"),
        (gauges, 'a{b="c"d"} 1'), (values, '"\x1b"'), (sarif, '{"uri": "javascript:x"}'), (markdown, "[x](javascript:alert(1))"), (xml, "<a>\x1b</a>"),
    ):  # fmt: skip
        with pytest.raises((AssertionError, ValueError, ET.ParseError)):
            inert(bad)
    assert {unicodedata.category(sign) for sign in "".join(ATTACKS)} >= {"Cc", "Cf", "Cs"}


def test_a_title_of_a_megabyte(tmp_path, attacked):
    """It is evidence, and no reader's burden."""
    audit, _ = attacked
    huge = "ก" * 1_000_000
    item = audit["agencies"][0]["items"][0]
    titled = {**item, "findings": [{**one, "message_th": huge, "fix_th": huge} for one in item["findings"]]}
    one = {**audit["agencies"][0], "items": [titled]}
    with redirect_stdout(io.StringIO()) as said:
        reports.render(
            {**audit, "agencies": [one]}, [name for name in reports.FORMATS if name != "json"], tmp_path, "th"
        )
    assert len(said.getvalue()) < 300_000
    assert max(path.stat().st_size for path in tmp_path.rglob("*.html")) < 1_000_000
    assert max(len(path.read_text(encoding="utf-8")) for path in (tmp_path / "line").glob("*.txt")) <= 1_000
