"""Commands that are given a finished audit, and what they say when it is none."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from crawler.cli import cli


@pytest.mark.parametrize("command", [["report"], ["notify"], ["diff", "good"]], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("given", "thai", "english"),
    [
        ("empty", "โฟลเดอร์นี้ไม่มี audit.json", "oit audit --resume empty"),
        ("targets.yaml", "ไฟล์นี้ไม่ใช่ผลการตรวจ", "not an audit.json"),
        ("other.json", "ไฟล์นี้ไม่ใช่ผลการตรวจ", "not an audit.json"),
        ("blob.bin", "ไฟล์นี้ไม่ใช่ผลการตรวจ", "not an audit.json"),
    ],
)
def test_what_is_no_audit_is_refused_in_words(command, given, thai, english, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "audit.json").write_text('{"agencies": []}')
    (tmp_path / "targets.yaml").write_text("version: 1\n")
    (tmp_path / "other.json").write_text("[1]")
    (tmp_path / "blob.bin").write_bytes(b"\xff\xfe\x00\x01")
    done = CliRunner().invoke(cli, [*command, given])
    assert done.exit_code == 2, done.output
    assert done.stderr.startswith(f"{given}: {thai}")
    assert english in done.stderr


def test_a_channel_set_up_in_half_is_named(tmp_path):
    (tmp_path / "audit.json").write_text(
        '{"agencies": [], "audit": {"id": "x", "as_of": "2025-04-30", "checklist": {"id": "x"}}, "summary": {"pass": 0, "fail": 0, "unverified": 0, "waived": 0}}'
    )
    done = CliRunner(env={"OIT_SMTP_HOST": "mail.example"}).invoke(cli, ["notify", str(tmp_path)])
    assert done.exit_code == 2, done.output
    assert "ยังไม่ได้ตั้ง OIT_MAIL_FROM" in done.stderr
    assert "OIT_MAIL_FROM" in done.stderr
