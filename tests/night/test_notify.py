"""The morning's word: what it says, who gets it, and what it never gives away."""

from __future__ import annotations

import json
import re
import smtplib
from typing import ClassVar

import pytest
import requests
import responses
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from crawler.cli.notify import command
from crawler.history.chronicle import Chronicle, Night
from crawler.history.runs import NightFile
from crawler.notify import SendError, SettingsError
from crawler.notify.digest import digest
from crawler.notify.failures import meaning
from crawler.notify.line import PUSH, Line
from crawler.notify.mail import Mail
from crawler.notify.settings import channels
from crawler.notify.webhook import Webhook, signature
from tests.night.nights import audit, day, folder

HOOK = "https://hooks.example.go.th/very-secret-path"
KEY = ("bangrak", "O1")


def told(tonight: dict[str, str], before: dict[str, str] | None = None, **more):
    """The digest of one agency's items against lines of letters."""
    verdicts = {("bangrak", item): status for item, status in tonight.items()}
    return digest(
        audit(verdicts, 9, **more), {("bangrak", item): line for item, line in (before or {}).items()}
    )


@pytest.mark.parametrize(
    ("line", "now", "group"),
    [
        ("p", "fail", "new"),
        ("", "fail", "new"),
        ("pf", "fail", "still"),
        ("pfuu", "fail", "still"),
        ("puu", "fail", "new"),
        ("f", "pass", "fixed"),
        ("fu", "pass", "fixed"),
        ("f", "waived", "fixed"),
        ("p", "unverified", "unseen"),
        ("pu", "unverified", None),
        ("f ", "fail", "still"),
        ("p", "pass", None),
        ("", "pass", None),
    ],
)
def test_which_news_it_is(line, now, group):
    said = told({"O1": now}, {"O1": line})
    found = [name for name in ("new", "fixed", "unseen", "still") if getattr(said, name)]
    assert found == ([group] if group else [])


def test_the_message():
    said = told(
        {"O1": "fail", "O2": "pass", "O3": "unverified", "O4": "fail"},
        {"O1": "p", "O2": "f", "O3": "p", "O4": "f"},
        codes={("bangrak", "O1"): ["recency.series_gap"]},
    )
    assert said.text().splitlines() == [
        "ผลตรวจ OIT 9 ม.ค. 2568: เสียใหม่ 1 · แก้แล้ว 1 · ตรวจไม่ได้เพิ่ม 1 · ไม่ผ่านรวม 2",
        "✗ เสียใหม่ 1 ข้อ",
        "  bangrak O1: ปัญหา recency.series_gap",
        "✓ แก้แล้ว 1 ข้อ",
        "  bangrak O2",
        "? ตรวจไม่ได้คืนนี้ (ยังไม่ถือว่าไม่ผ่าน) 1 ข้อ",
        "  bangrak O3",
        "• ยังไม่ผ่านตั้งแต่คืนก่อน 1 ข้อ",
    ]


def test_a_sick_run_says_only_that():
    said = told({"O1": "fail"}, {"O1": "p"}, withheld="เครือข่ายขัดข้อง (network down)")
    assert said.changed
    assert said.new == ()
    assert "ยังเชื่อถือไม่ได้\nเครือข่ายขัดข้อง" in said.text()


@given(
    st.dictionaries(
        st.integers(1, 400), st.sampled_from(["pass", "fail", "unverified"]), min_size=1, max_size=300
    ),
    st.sampled_from("pfu"),
)
def test_never_longer_than_a_line_message(items, before):
    tonight = {f"O{n}": status for n, status in items.items()}
    said = told(tonight, dict.fromkeys(tonight, before))
    assert len(said.text()) <= 1000
    assert said.text().startswith(said.title)
    assert said.changed is bool(said.new or said.fixed or said.unseen)


# --------------------------------------------------------------------------------- channels


@responses.activate
def test_webhook_is_signed():
    responses.post(HOOK)
    Webhook(HOOK, "s3cret", clock=lambda: 1_750_000_000.9).send(told({"O1": "fail"}))
    (call,) = responses.calls
    body = call.request.body
    assert call.request.headers["X-OIT-Timestamp"] == "1750000000"
    assert call.request.headers["X-OIT-Signature-256"] == f"sha256={signature('s3cret', '1750000000', body)}"
    said = json.loads(body)
    assert said["event"] == "oit.night"
    assert said["new"][0]["item"] == "O1"
    assert said["text"].startswith("ผลตรวจ OIT")


def test_the_signature_is_what_openssl_says():
    # printf '1750000000.{"a":1}' | openssl dgst -sha256 -hmac key
    said = "ebb8fe969e416c9decb514c04edc1dc70702ed20038fc1f62f9f3f88a79566d0"
    assert signature("key", "1750000000", b'{"a":1}') == said
    assert signature("key", "1750000001", b'{"a":1}') != said
    assert signature("kez", "1750000000", b'{"a":1}') != said


@responses.activate
def test_line_push_is_delivered_once_however_often_it_is_sent():
    responses.post(PUSH, json={"sentMessages": []})
    responses.post(PUSH, status=409)
    for _ in range(2):
        Line("tok3n", "Cgroup").send(told({"O1": "fail"}))
    first, second = (call.request for call in responses.calls)
    assert first.headers["X-Line-Retry-Key"] == second.headers["X-Line-Retry-Key"]
    assert first.headers["Authorization"] == "Bearer tok3n"
    said = json.loads(first.body)
    assert said["to"] == "Cgroup"
    assert said["messages"][0]["type"] == "text"
    assert len(said["messages"][0]["text"]) <= 1000


@responses.activate
@pytest.mark.parametrize("status", [302, 400, 401, 500])
def test_a_refusal_gives_nothing_away(status):
    responses.post(HOOK, status=status, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(SendError) as caught:
        Webhook(HOOK, "s3cret").send(told({"O1": "fail"}))
    assert str(caught.value) == f"webhook: HTTP {status}"
    assert len(responses.calls) == 1


@responses.activate
def test_a_dead_line_gives_nothing_away():
    responses.post(HOOK, body=requests.ConnectionError(f"cannot reach {HOOK}"))
    with pytest.raises(SendError, match=r"^webhook: ConnectionError$"):
        Webhook(HOOK, "s3cret").send(told({"O1": "fail"}))


class FakeServer:
    """Remembers what was done to it."""

    done: ClassVar[list[tuple]] = []

    def __init__(self, host: str, port: int, **_: object) -> None:
        FakeServer.done = [("connect", host, port)]

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass

    def starttls(self, **_: object) -> None:
        self.done.append(("tls",))

    def login(self, user: str, password: str) -> None:
        if password == "wrong":
            raise smtplib.SMTPAuthenticationError(535, f"no {user} {password}".encode())
        self.done.append(("login", user))

    def send_message(self, letter) -> None:
        self.done.append(("letter", letter))


def test_mail_speaks_tls_before_it_says_who_we_are(monkeypatch):
    monkeypatch.setattr(smtplib, "SMTP", FakeServer)
    Mail(
        "mail.example.go.th", "oit@example.go.th", ("a@b.go.th", "c@b.go.th"), user="oit", password="pw"
    ).send(told({"O1": "fail"}))
    assert [step[0] for step in FakeServer.done] == ["connect", "tls", "login", "letter"]
    letter = FakeServer.done[-1][1]
    assert letter["To"] == "a@b.go.th, c@b.go.th"
    assert "เสียใหม่ 1" in letter["Subject"]
    assert "bangrak O1" in letter.get_content()


@pytest.mark.parametrize(
    ("kind", "thai"),
    [
        ("HTTP 302", "ปลายทางย้ายที่อยู่แล้ว"),
        ("HTTP 503", "ขัดข้องหรือไม่ว่าง"),
        ("SSLError", "ตรวจใบรับรอง"),
        ("ReadTimeout", "ไม่ตอบในเวลา"),
        ("ConnectionRefusedError", "เชื่อมต่อปลายทางไม่ได้"),
        ("SMTPAuthenticationError", "OIT_SMTP_PASSWORD"),
        ("UnicodeEncodeError", "ค่าที่ตั้งไว้ใช้ไม่ได้"),
    ],
)
def test_a_failure_says_what_to_look_at(kind, thai):
    assert thai in meaning(kind)[0]
    assert not re.search("[ก-๙]", meaning(kind)[1])


@responses.activate
def test_a_token_that_no_header_can_carry_gives_nothing_away():
    with pytest.raises(SendError, match=r"^line: \w+$"):
        Line("รหัสลับ", "Cgroup").send(told({"O1": "fail"}))


def test_mail_gives_nothing_away(monkeypatch):
    monkeypatch.setattr(smtplib, "SMTP", FakeServer)
    with pytest.raises(SendError, match=r"^mail: SMTPAuthenticationError$"):
        Mail("mail.example.go.th", "a@b.c", ("a@b.c",), user="oit", password="wrong").send(
            told({"O1": "fail"})
        )


def test_a_header_in_an_agency_name_stays_in_the_text():
    said = audit({KEY: "fail"})
    said["agencies"][0]["name_th"] = "บางรัก\r\nBcc: all@example.com"
    letter = Mail("h", "a@b.c", ("a@b.c",)).letter(digest(said, {}))
    assert letter["Bcc"] is None


# --------------------------------------------------------------------------------- settings


def test_nothing_set_is_no_channel():
    assert channels({}) == []


def test_all_channels():
    environ = {
        "OIT_WEBHOOK_URL": HOOK, "OIT_WEBHOOK_SECRET": "s3cret", "OIT_SMTP_HOST": "mail.go.th", "OIT_MAIL_FROM": "a@b.c",
        "OIT_MAIL_TO": "d@e.f, g@h.i", "OIT_SMTP_PORT": "465", "OIT_SMTP_PASSWORD": "pw", "OIT_LINE_TOKEN": "tok3n",
        "OIT_LINE_TO": "C1",
    }  # fmt: skip
    found = channels(environ)
    assert [one.name for one in found] == ["webhook", "mail", "line"]
    shown = repr(found)
    assert not [secret for secret in ("s3cret", "very-secret", "pw", "tok3n") if secret in shown]


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"OIT_WEBHOOK_URL": HOOK}, "OIT_WEBHOOK_SECRET"),
        ({"OIT_LINE_TOKEN": "tok3n", "OIT_LINE_TO": " "}, "OIT_LINE_TO"),
        ({"OIT_SMTP_HOST": "h", "OIT_MAIL_FROM": "a@b.c"}, "OIT_MAIL_TO"),
        ({"OIT_SMTP_HOST": "h", "OIT_MAIL_FROM": "a@b.c", "OIT_MAIL_TO": " , "}, "OIT_MAIL_TO"),
        (
            {
                "OIT_SMTP_HOST": "h",
                "OIT_MAIL_FROM": "a@b.c",
                "OIT_MAIL_TO": "a@b.c",
                "OIT_SMTP_PORT": "70000",
            },
            "OIT_SMTP_PORT",
        ),
        (
            {"OIT_SMTP_HOST": "h", "OIT_MAIL_FROM": "a@b.c", "OIT_MAIL_TO": "a@b.c", "OIT_SMTP_PORT": "๕๘๗"},
            "OIT_SMTP_PORT",
        ),
        ({"OIT_WEBHOOK_URL": "http://hooks.example.com/", "OIT_WEBHOOK_SECRET": "s"}, "https"),
    ],
)
def test_half_a_channel_is_named_without_its_values(environ, named):
    with pytest.raises(SettingsError, match=named) as caught:
        channels(environ)
    assert re.search("[ก-๙]", caught.value.thai)
    assert not [
        value for value in environ.values() if value.strip() and len(value) > 1 and value in str(caught.value)
    ]


# --------------------------------------------------------------------------------- command


@pytest.fixture
def hooked(monkeypatch):
    monkeypatch.setenv("OIT_WEBHOOK_URL", HOOK)
    monkeypatch.setenv("OIT_WEBHOOK_SECRET", "s3cret")


@responses.activate
def test_nothing_changed_nothing_sent_unless_asked(tmp_path, hooked):
    responses.post(HOOK)
    one, two = (folder(tmp_path, n, audit({KEY: "fail"}, n)) for n in (1, 2))
    quiet = CliRunner().invoke(command, [str(two), "--previous", str(one)])
    assert (quiet.exit_code, len(responses.calls)) == (0, 0)
    sent = CliRunner().invoke(command, [str(two), "--previous", str(one), "--always"])
    assert (sent.exit_code, len(responses.calls)) == (0, 1)
    assert "s3cret" not in sent.output
    assert HOOK not in sent.output


@responses.activate
def test_the_run_remembers_the_night_before(tmp_path, hooked):
    responses.post(HOOK)
    run = folder(tmp_path, 2, audit({KEY: "fail"}, 2))
    NightFile("rules", Chronicle().add(Night(day(1), "run-1", {KEY: "pass"}))).write(run)
    assert CliRunner().invoke(command, [str(run)]).exit_code == 0
    assert [entry["item"] for entry in json.loads(responses.calls[0].request.body)["new"]] == ["O1"]


@responses.activate
def test_a_channel_that_cannot_deliver_is_exit_3(tmp_path, hooked):
    responses.post(HOOK, status=403)
    result = CliRunner().invoke(command, [str(folder(tmp_path, 1, audit({KEY: "fail"})))])
    assert result.exit_code == 3
    assert "webhook: ส่งไม่สำเร็จ (HTTP 403): ปลายทางไม่ยอมรับรหัส" in result.stderr
    assert "not sent: the key was refused" in result.stderr
    assert "s3cret" not in result.output
    assert HOOK not in result.output


def test_without_a_channel_exit_2_or_the_text_alone(tmp_path):
    run = folder(tmp_path, 1, audit({KEY: "fail"}))
    assert CliRunner().invoke(command, [str(run)], env={}).exit_code == 2
    shown = CliRunner().invoke(command, [str(run), "--dry-run"])
    assert "bangrak O1" in shown.stdout
