"""The fault matrix: each way in which a server can fail ends in its finding code, and none is lost.

One run over one bad server, so that the faults also meet each other.  ``row`` is the row of the fault matrix.
Servers that complain (429, 503) are asked under another name, because they slow their host down.
"""

from __future__ import annotations

import gzip
import socket
import sys
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import brotli
import pytest

from tests.gather.runs import agency, gathered
from tests.gather.server import (
    Answer,
    BadServer,
    Connection,
    Route,
    answer_with,
    close,
    document,
    drip,
    endless,
    gzip_bomb,
    gzipped,
    hang,
    in_turn,
    packed_bomb,
    page,
    raw,
    redirect,
    reset,
)
from tests.read.active import SVG

MIB = 1 << 20
HTML = (("Content-Type", "text/html; charset=utf-8"),)
OK = page("<p>เนื้อหา</p>")
THAI = "<html><head><title>แผน</title></head><body><p>แผนปฏิบัติราชการประจำปี</p></body></html>"
LAUGHS = (
    b"<!DOCTYPE x [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]><x>&m;</x>"
)
STRANGER = page("another server, whose address is known when it runs")
CHALLENGE = page("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", status=403)


def head(*lines: str) -> bytes:
    """The head of an answer behind which the server closes: were it not said, the next fault would meet this one."""
    return "\r\n".join((*lines, "Connection: close")).encode("latin-1") + b"\r\n\r\n"


async def cookie_gate(connection: Connection) -> None:
    """Sends everybody back to itself who does not bring its cookie."""
    open_ = "seen=1" in connection.headers.get("cookie", "")
    await answer_with(OK if open_ else redirect("/cookie_gate", Set_Cookie="seen=1"), connection)


def redirect_to_name(name: str) -> Route:
    """A redirect to the same server under another name."""

    async def route(connection: Connection) -> None:
        port = connection.headers["host"].rpartition(":")[2]
        await answer_with(redirect(f"http://{name}:{port}/gzip_right"), connection)

    return route


def packed(coding: str, body: bytes, *, cut: int = 0) -> Answer:
    """A page in another coding than gzip, cut short on demand."""
    whole = brotli.compress(body) if coding == "br" else zlib.compress(body)
    return Answer(whole[: len(whole) - cut], headers=(*HTML, ("Content-Encoding", coding)))


@dataclass(frozen=True)
class Fault:
    """``want``: the error code or None; ``status``: the status that the capture shows (... = any)."""

    name: str
    row: int
    route: Route
    want: str | None
    status: Any = ...
    seen: int | None = None
    truncated: bool = False
    host: str = "127.0.0.1"

    def url(self, server: BadServer) -> str:
        return server.url(f"/{self.name}", host=self.host)


FAULTS = [
    # --- connection
    Fault("closed_at_once", 9, close, "fetch.connection", None, seen=2),
    Fault("reset", 10, reset, "fetch.connection", None, seen=2),
    # --- time, size, framing
    Fault("silent", 25, hang, "fetch.timeout", None, seen=2),
    Fault("headers_drip", 26, drip(head("HTTP/1.1 200 OK", "X: " + "y" * 400)), "fetch.timeout", None),
    Fault("headers_then_silence", 27, raw(head("HTTP/1.1 200 OK", "Content-Length: 10"), then_wait=True), "fetch.timeout"),
    Fault("body_drips", 28, drip(head("HTTP/1.1 200 OK", "Content-Length: 900") + b"x" * 900), "fetch.timeout"),
    Fault("half_then_silence", 28, raw(head("HTTP/1.1 200 OK", "Content-Length: 100") + b"x", then_wait=True), "fetch.timeout"),
    Fault("length_too_long", 29, raw(head("HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: 900") + b"<p>half"), "fetch.truncated", 200, seen=2, truncated=True),
    Fault("length_too_short", 30, raw(head("HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: 4") + b"<p>more than four"), None, 200),
    Fault("no_length", 31, raw(head("HTTP/1.1 200 OK", "Content-Type: text/html") + b"<p>whole</p>"), None, 200),
    Fault("chunk_size_bad", 32, raw(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + b"zz\r\nhello\r\n0\r\n\r\n"), "fetch.truncated"),
    Fault("chunks_unfinished", 33, raw(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n"), "fetch.truncated", truncated=True),
    Fault("endless_chunks", 34, endless(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"), b"40000\r\n" + b"x" * 0x40000 + b"\r\n"), "fetch.too_large", None, seen=1),
    Fault("announces_5_gb", 35, raw(head("HTTP/1.1 200 OK", "Content-Type: application/pdf", "Content-Length: 5000000000") + b"%PDF", then_wait=True), "fetch.too_large", None, seen=1),
    Fault("header_line_1_mb", 36, raw(head("HTTP/1.1 200 OK", "X: " + "y" * MIB, "Content-Length: 0")), ("fetch.connection", "fetch.too_large")),
    Fault("20000_headers", 37, raw(head("HTTP/1.1 200 OK", *(f"X-{i}: y" for i in range(20_000)), "Content-Length: 2") + b"ok"), (None, "fetch.too_large")),
    Fault("endless_headers", 38, endless(b"HTTP/1.1 200 OK\r\n", b"X-Y: " + b"z" * 2000 + b"\r\n"), "fetch.too_large", None),
    Fault("gzip_bomb", 39, gzip_bomb(200 * MIB), "fetch.too_large", 200),
    Fault("gzip_in_gzip_bomb", 43, Answer(gzip.compress(gzip_bomb(100 * MIB).body), headers=(*HTML, ("Content-Encoding", "gzip, gzip"))), "fetch.too_large", 200),
    Fault("100_encodings", 44, Answer(b"<p>x", headers=(*HTML, ("Content-Encoding", ", ".join(["gzip"] * 100)))), "fetch.truncated", 200),
    Fault("gzip_label_plain_body", 45, Answer(b"<html><p>plain", headers=(*HTML, ("Content-Encoding", "gzip"))), None, 200),
    Fault("gzip_cut", 46, gzipped(b"<html>" + bytes(range(256)) * 40, cut=30), "fetch.truncated", 200, seen=2, truncated=True),
    Fault("gzip_sum_wrong", 47, gzipped(b"<html>" + bytes(range(256)) * 40, wrong_sum=True), "fetch.truncated", 200, truncated=True),
    Fault("gzip_right", 47, gzipped(b"<html><p>fine"), None, 200),
    Fault("unknown_encoding", 48, Answer(b"\x01\x02", headers=(*HTML, ("Content-Encoding", "zipzap"))), "fetch.truncated", 200),
    # --- HTTP semantics
    Fault("no_status_code", 49, raw(b"HTTP/1.1\r\nContent-Length: 0\r\n\r\n"), "fetch.connection", None),
    Fault("status_absurd", 49, raw(head("HTTP/1.1 " + "9" * 40 + " OK", "Content-Length: 0")), "fetch.connection", None),
    Fault("status_of_one_digit", 49, raw(head("HTTP/1.1 2 OK", "Content-Length: 0")), "fetch.connection", None),
    Fault("version_is_no_text", 51, raw(b"H\x9fTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "fetch.connection", None),
    Fault("content_type_tis620", 55, raw(head("HTTP/1.1 200 OK", "Content-Type: text/html; cha\xc9set=x", "Content-Length: 2") + b"ok"), None, 200),
    Fault("http_0_9", 50, raw(b"<html><p>bare</p></html>"), "fetch.connection", None),
    Fault("icy_banner", 51, raw(b"ICY 200 OK\r\n\r\n"), "fetch.connection", None),
    Fault("ssh_banner", 51, raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "fetch.connection", None),
    Fault("two_lengths", 52, raw(head("HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 7") + b"hello"), "fetch.connection", None),
    Fault("negative_length", 53, raw(head("HTTP/1.1 200 OK", "Content-Length: -5") + b"hello"), "fetch.connection", None),
    Fault("length_is_a_word", 53, raw(head("HTTP/1.1 200 OK", "Content-Length: five") + b"hello"), "fetch.connection", None),
    Fault("length_and_chunked", 54, raw(head("HTTP/1.1 200 OK", "Content-Length: 500", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n"), None, 200),
    Fault("header_without_colon", 55, raw(head("HTTP/1.1 200 OK", "broken line", "X: \xe1\xbc\xb9", "Content-Length: 2") + b"ok"), None, 200),
    Fault("early_hints", 56, raw(head("HTTP/1.1 103 Early Hints", "Link: </x>") + head("HTTP/1.1 200 OK", "Content-Length: 2") + b"ok"), None, 200),
    Fault("empty_200", 57, Answer(b""), None, 200),
    Fault("204", 58, Answer(b"", 204), None, 204),
    Fault("206", 58, Answer(b"part", 206), "fetch.truncated", 206),
    Fault("304", 58, Answer(b"", 304), "presence.http_error", 304, seen=2),
    Fault("400", 59, page("bad", status=400), "presence.http_error", 400, seen=2),
    Fault("401", 60, page("who?", status=401), "access.forbidden", 401),
    Fault("403", 61, page("no", status=403), "access.forbidden", 403),
    Fault("404", 62, page("gone", status=404), "presence.http_error", 404, seen=2),
    Fault("410", 62, page("gone", status=410), "presence.http_error", 410, seen=2),
    Fault("405", 62, page("no", status=405), "presence.http_error", 405),
    Fault("408", 62, page("late", status=408), "fetch.timeout", 408),
    Fault("451", 63, page("law", status=451), "access.forbidden", 451),
    Fault("429_for_ever", 64, page("slow", status=429), "fetch.server_error", 429, seen=2, host="localhost"),
    Fault("429_then_ok", 64, in_turn(page("slow", status=429, Retry_After="1"), OK), None, 200, seen=1, host="localhost"),
    Fault("429_absurd_wait", 64, in_turn(page("slow", status=429, Retry_After="864000"), OK), None, 200, host="localhost"),
    Fault("500", 65, page("oops", status=500), "fetch.server_error", 500, seen=2),
    Fault("500_then_ok", 65, in_turn(page("oops", status=500), OK), None, 200, seen=1),
    Fault("a_crash_called_200", 65, page("<h1>Error establishing a database connection</h1>"), "fetch.server_error", 200, seen=2),
    Fault("a_crash_called_200_then_ok", 65, in_turn(page("<b>Fatal error</b>: x in <b>y.php</b> on line <b>3</b>"), OK), None, 200, seen=1),
    Fault("a_crash_sent_as_a_file", 65, document(b"<!doctype html><h1>Server Error in '/' Application.</h1>"), None, 200, seen=1),
    Fault("502", 65, page("oops", status=502), "fetch.server_error", 502),
    Fault("503", 66, page("oops", status=503), "fetch.server_error", 503, seen=2, host="localhost"),
    Fault("522", 67, page("oops", status=522), "fetch.server_error", 522),
    Fault("999", 68, page("no bots", status=999), "access.forbidden", 999),
    Fault("404_then_500_then_404", 65, in_turn(page("", status=404), page("", status=500), page("", status=404)), "presence.http_error", 404, seen=2),
    Fault("referrer_policy_code", 69, Answer(b"<p>x", headers=(*HTML, ("Referrer-Policy", "sys.exit"))), None, 200),
    Fault("300_cookies", 70, Answer(b"<p>x", headers=(*HTML, *(("Set-Cookie", f"c{i}={'v' * 300}") for i in range(100)))), None, 200),
    # --- redirects
    Fault("to_itself", 71, redirect("to_itself"), "fetch.redirect_loop", None, seen=2),
    Fault("ping", 71, redirect("/pong"), "fetch.redirect_loop", None, seen=2),
    Fault("pong", 71, redirect("/ping"), "fetch.redirect_loop", None, seen=2),
    Fault("no_location", 74, Answer(b"", 302), "presence.http_error", 302),
    Fault("location_broken", 75, redirect("http://[bad"), "presence.http_error", None),
    Fault("location_port_99999", 75, redirect("http://127.0.0.1:99999/"), "presence.http_error", None),
    Fault("location_javascript", 75, redirect("javascript:alert(1)"), "presence.http_error", None),
    Fault("location_file", 76, redirect("file:///etc/passwd"), "fetch.blocked_address", None),
    Fault("location_ftp", 76, redirect("ftp://127.0.0.1/x"), "fetch.blocked_address", None),
    Fault("location_private", 77, redirect("http://10.0.0.1/"), "fetch.blocked_address", None),
    Fault("location_metadata", 77, redirect("http://169.254.169.254/latest/meta-data/"), "fetch.blocked_address", None),
    Fault("refresh_metadata", 77, page('<meta http-equiv=refresh content="0;url=http://169.254.169.254/">'), "fetch.blocked_address", None),
    Fault("refresh_loop_a", 82, page('<meta http-equiv=refresh content="0;url=/refresh_loop_b">'), "fetch.redirect_loop", None),
    Fault("refresh_loop_b", 82, page('<meta http-equiv=refresh content="0;url=/refresh_loop_a">'), "fetch.redirect_loop", None),
    Fault("refresh_itself", 82, page('<meta http-equiv=refresh content="3;url=/refresh_itself"><p>x'), None, 200),
    Fault("refresh_late", 83, page('<meta http-equiv=refresh content="900;url=/404"><p>x'), None, 200),
    Fault("refresh_now", 83, page('<meta http-equiv=refresh content="0; url=/gzip_right">'), None, 200),
    Fault("refresh_in_comment", 83, page('<!--<meta http-equiv=refresh content="0;url=/404">--><p>x'), None, 200),
    Fault("location_tis620", 85, redirect("/\xb5\xc2"), None, 200),
    Fault("cookie_gate", 73, cookie_gate, None, 200),
    Fault("cookie_gate_that_never_opens", 73, redirect("/cookie_gate_that_never_opens", Set_Cookie="seen=1"), "fetch.redirect_loop", None),
    Fault("moved_to_another_name_of_ours", 78, redirect_to_name("localhost"), None, 200),
    Fault("moved_to_a_stranger", 79, STRANGER, None, 200),
    Fault("only_a_script_that_goes_elsewhere", 84, page('<script>window.location.href = "/gzip_right";</script>'), None, 200),
    Fault("only_a_script_that_replaces", 84, page("<script>location.replace('/gzip_right')</script>"), None, 200),
    Fault("a_script_beside_content", 84, page("<p>" + "เนื้อหา " * 30 + "<script>location.href='/404'</script>"), None, 200),
    Fault("a_script_to_metadata", 84, page("<script>location='http://169.254.169.254/'</script>"), "fetch.blocked_address", None),
    *(Fault(f"one_of_three_to_one_page_{n}", 86, redirect("/gzip_right"), None, 200) for n in (1, 2, 3)),
    Fault("refresh_to_no_address", 75, page('<meta http-equiv=refresh content="0;url=http://[bad"><p>x'), None, 200),
    Fault("a_script_to_no_address", 84, page('<script>location.href = "http://[bad"</script>'), None, 200),
    Fault("location_of_spaces", 74, redirect("   "), "presence.http_error", 302),
    Fault("location_nul", 75, redirect("/\x00"), (None, "presence.http_error", "fetch.connection"), ...),
    Fault("location_backslashes", 77, redirect("http:\\\\169.254.169.254\\x"), "fetch.blocked_address", None),
    Fault("location_of_full_width_digits", 77, redirect("http://１６９.254.169.254/".encode().decode("latin-1")), "fetch.blocked_address", None),
    Fault("refresh_javascript", 82, page('<meta http-equiv=refresh content="0;url=javascript:alert(1)"><p>x'), (None, "presence.http_error"), ...),
    Fault("refresh_data", 82, page('<meta http-equiv=refresh content="0;url=data:text/html,x"><p>x'), (None, "fetch.blocked_address"), ...),
    Fault("503_wait_of_superscripts", 66, page("oops", status=503, Retry_After="\xb2"), "fetch.server_error", 503, host="localhost"),
    Fault("503_wait_until_the_end_of_time", 66, page("oops", status=503, Retry_After="Fri, 31 Dec 9999 23:59:59 -2359"), "fetch.server_error", 503, host="localhost"),
    Fault("banned", 138, page("you are blocked", status=403), "access.forbidden", 403, seen=2),
    Fault("geo_block", 137, page("not available in your region", status=451), "access.forbidden", 451),
    Fault("brotli_right", 41, packed("br", b"<html><p>fine"), None, 200),
    Fault("deflate_right", 40, packed("deflate", b"<html><p>fine"), None, 200),
    Fault("brotli_cut", 46, packed("br", b"<html>" + bytes(range(256)) * 40, cut=30), "fetch.truncated", 200),
    Fault("deflate_cut", 46, packed("deflate", b"<html>" + bytes(range(256)) * 40, cut=30), "fetch.truncated", 200),
    Fault("charset_of_code", 97, Answer(THAI.encode(), headers=(("Content-Type", "text/html; charset=unicode_escape"),)), None, 200),
    Fault("charset_that_is_no_text", 97, Answer(THAI.encode(), headers=(("Content-Type", "text/html; charset=hex"),)), None, 200),
    # --- walls
    Fault("cloudflare", 135, page("x", status=403, cf_mitigated="challenge"), "access.challenge", 403, seen=1),
    Fault("cloudflare_429", 135, page("x", status=429, cf_mitigated="challenge"), "access.challenge", 429, host="localhost"),
    Fault("cloudflare_text", 135, CHALLENGE, "access.challenge", 403),
    Fault("f5_200", 136, page("The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 1"), "access.challenge", 200),
    Fault("incapsula", 136, page('<iframe src="/_Incapsula_Resource?x=1">'), "access.challenge", 200),
    Fault("aws_waf", 136, page("<script src='https://x.token.awswaf.com/y/challenge.js'></script>", status=202), "access.challenge", 202),
    Fault("about_cloudflare", 136, page("<p>" + "ข่าวเรื่อง DDoS-Guard และ Cloudflare " * 60), None, 200),
    Fault("404_behind_shield", 136, page('<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>ไม่พบหน้า', status=404), "presence.http_error", 404),
    # --- content that is an answer all the same
    Fault("pdf", 106, document(), None, 200),
    Fault("pdf_called_html", 106, Answer(b"%PDF-1.4\n"), None, 200),
    Fault("nul_bytes", 98, Answer(b"<html>\0\0\0<p>x\0"), None, 200),
    Fault("deep_html", 98, Answer(b"<html>" + b"<div>" * 50_000), None, 200),
    Fault("charset_unknown", 97, Answer(b"<html><p>x", headers=(("Content-Type", "text/html; charset=klingon"),)), None, 200),
    # --- more of the same kinds
    Fault("header_line_100_kb", 36, raw(head("HTTP/1.1 200 OK", "X: " + "y" * 100_000, "Content-Length: 0")), ("fetch.connection", "fetch.too_large")),
    Fault("deflate_bomb", 40, packed_bomb("deflate", 100 * MIB), "fetch.too_large", 200),
    Fault("brotli_bomb", 41, packed_bomb("br", 100 * MIB), ("fetch.too_large", "fetch.truncated"), 200),
    Fault("zstd_of_noise", 42, Answer(b"\x28\xb5\x2f\xfd" + bytes(range(256)), headers=(*HTML, ("Content-Encoding", "zstd"))), "fetch.truncated", 200),
    Fault("deflate_without_header", 40, Answer(zlib.compress(b"<html><p>fine")[2:-4], headers=(*HTML, ("Content-Encoding", "deflate"))), None, 200),
    Fault("nothing_after_accept_but_newlines", 49, raw(b"\r\n\r\n\r\n"), "fetch.connection", None),
    Fault("smtp_banner", 51, raw(b"220 mail.example ESMTP\r\n"), "fetch.connection", None),
    Fault("http_2_preface", 51, raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)), "fetch.connection", None),
    Fault("101_switching", 56, raw(head("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"), then_wait=True), ("fetch.connection", "fetch.timeout", "fetch.server_error")),
    Fault("empty_pdf", 57, document(b""), None, 200),
    Fault("205", 58, Answer(b"", 205), None, 205),
    Fault("406", 59, page("no", status=406), "presence.http_error", 406, seen=2),
    Fault("418", 59, page("teapot", status=418), "presence.http_error", 418),
    Fault("407", 60, page("proxy", status=407), "access.forbidden", 407),
    Fault("501", 65, page("oops", status=501), "fetch.server_error", 501, seen=2),
    Fault("504", 65, page("oops", status=504), "fetch.server_error", 504, seen=2),
    Fault("507", 65, page("oops", status=507), "fetch.server_error", 507),
    Fault("520", 67, page("oops", status=520), "fetch.server_error", 520),
    Fault("526", 67, page("oops", status=526), "fetch.server_error", 526),
    Fault("502_then_closed_then_ok", 65, in_turn(page("oops", status=502), OK), None, 200, seen=1),
    Fault("reset_then_ok", 10, in_turn(reset, OK), None, 200, seen=1),
    Fault("closed_then_ok", 9, in_turn(close, OK), None, 200, seen=1),
    Fault("cut_then_ok", 29, in_turn(raw(head("HTTP/1.1 200 OK", "Content-Length: 900") + b"<p>half"), OK), None, 200, seen=1),
    Fault("404_then_ok", 62, in_turn(page("", status=404), OK), None, 200, seen=1),
    Fault("cookies_of_3_kb", 70, Answer(b"<p>x", headers=(*HTML, *(("Set-Cookie", f"c{i}={'v' * 3000}") for i in range(60)))), None, 200),
    *(Fault(f"chain_{i}", 72, redirect(f"/chain_{i + 1}"), "fetch.redirect_loop" if i < 18 else None) for i in (0, 17, 27)),
    Fault("location_data", 76, redirect("data:text/html,<p>x"), "fetch.blocked_address", None),
    Fault("location_loopback_by_number", 77, redirect("http://0/"), "fetch.blocked_address", None),
    Fault("location_mapped", 77, redirect("http://[::ffff:169.254.169.254]/"), "fetch.blocked_address", None),
    Fault("location_user", 77, redirect("http://u:p@127.0.0.1/"), "fetch.blocked_address", None),
    Fault("location_cgnat", 77, redirect("http://100.64.0.1/"), "fetch.blocked_address", None),
    Fault("refresh_file", 77, page('<meta http-equiv=refresh content="0;url=file:///etc/passwd"><p>x'), (None, "fetch.blocked_address")),
    Fault("location_10_kb", 75, redirect("/" + "x" * 10_000), ("presence.http_error", "fetch.connection")),
    Fault("location_empty", 74, redirect(""), ("presence.http_error", "fetch.redirect_loop")),
    Fault("tis620_in_header", 91, Answer(THAI.encode("cp874"), headers=(("Content-Type", "text/html; charset=tis-620"),)), None, 200),
    Fault("utf16_without_a_word", 97, Answer(THAI.encode("utf-16"), headers=(("Content-Type", "text/html"),)), None, 200),
    Fault("200000_links", 99, Answer(b"<html>" + b"<a href=x>y</a>" * 200_000, headers=HTML), None, 200),
    Fault("3_mb_attribute", 100, Answer(b"<html><p title='" + b"x" * (3 * MIB) + b"'>y", headers=HTML), None, 200),
    Fault("billion_laughs", 101, Answer(LAUGHS, headers=(("Content-Type", "application/xml"),)), None, 200),
    Fault("no_content_type", 107, raw(head("HTTP/1.1 200 OK", "Content-Length: 9") + b"%PDF-1.4\n"), None, 200),
    Fault("octet_stream", 107, document(kind="application/octet-stream"), None, 200),
    Fault("file_name_climbs", 122, Answer(b"%PDF-1.4\n", headers=(("Content-Disposition", 'attachment; filename="../../../etc/cron.d/x"'),)), None, 200),
    Fault("file_name_backwards", 122, Answer(b"%PDF-1.4\n", headers=(("Content-Disposition", "attachment; filename*=UTF-8''%E2%80%AEfdp.exe"),)), None, 200),
    Fault("file_name_4_kb", 122, Answer(b"%PDF-1.4\n", headers=(("Content-Disposition", f"attachment; filename={'n' * 4000}"),)), None, 200),
    # --- still more of the same kinds
    Fault("10000_headers", 37, raw(head("HTTP/1.1 200 OK", *(f"X-{i}: y" for i in range(10_000)), "Content-Length: 2") + b"ok"), None, 200),
    Fault("10000_headers_of_one_name", 37, raw(head("HTTP/1.1 200 OK", *["X: y"] * 10_000, "Content-Length: 2") + b"ok"), None, 200),
    Fault("long_chain_0", 72, redirect("/long_chain_1"), "fetch.redirect_loop", None, seen=2),
    Fault("gzip_in_gzip_called_gzip", 43, Answer(gzip.compress(gzip.compress(b"<html><p>x")), headers=(*HTML, ("Content-Encoding", "gzip"))), None, 200),
    Fault("50_mb_of_nested_tags", 98, endless(head("HTTP/1.1 200 OK", "Content-Type: text/html") + b"<html>", b"<div>" * 50_000), "fetch.too_large", None, seen=1),
    Fault("csv_of_one_line_without_end", 186, endless(head("HTTP/1.1 200 OK", "Content-Type: text/csv"), b"x," * 100_000), "fetch.too_large", None, seen=1),
    Fault("csv_announces_1_gb", 186, raw(head("HTTP/1.1 200 OK", "Content-Type: text/csv", "Content-Length: 1073741824") + b"a,b", then_wait=True), "fetch.too_large", None, seen=1),
    Fault("json_2_million_deep", 184, Answer(b"[" * 2_000_000, headers=(("Content-Type", "application/json"),)), None, 200),
    Fault("svg_with_scripts", 185, Answer(SVG.encode(), headers=(("Content-Type", "image/svg+xml"),)), None, 200),
    Fault("file_name_of_escapes", 122, Answer(b"%PDF-1.4\n", headers=(("Content-Disposition", "attachment; filename*=UTF-8''%1B%5B2J%E2%80%AEfdp.exe%00%0D%0AX-Y%3A"),)), None, 200),
    Fault("file_name_in_no_charset", 122, Answer(b"%PDF-1.4\n", headers=(("Content-Disposition", "attachment; filename*=undefined''plan.pdf"),)), None, 200),
    Fault("sucuri", 136, page("Access Denied - Sucuri Website Firewall", status=403, X_Sucuri_ID="1"), ("access.challenge", "access.forbidden"), 403),
    Fault("nobody_rules_here", 68, page("x", status=600), ("fetch.server_error", "access.forbidden"), 600),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    routes = {f"/{fault.name}": fault.route for fault in FAULTS}
    assert len(routes) == len(FAULTS)
    routes["/%B5%C2"] = OK
    routes |= {f"/chain_{n}": redirect(f"/chain_{n + 1}") for n in range(30)}
    routes |= {f"/long_chain_{n}": redirect(f"/long_chain_{n + 1}") for n in range(1, 1_000)}
    routes["/chain_30"] = OK
    with (
        BadServer({"/": OK}, address="127.0.0.2") as stranger,
        BadServer(routes) as server,
        socket.create_server(("127.0.0.1", 0)) as unused,
    ):
        routes["/moved_to_a_stranger"] = redirect(stranger.url("/"))
        closed = unused.getsockname()[1]
        unused.close()
        declared = {f"O{number}": [fault.url(server)] for number, fault in enumerate(FAULTS)}
        declared["O900"] = [f"http://127.0.0.1:{closed}/"]
        folder = tmp_path_factory.mktemp("faults") / "run"
        with gathered(
            folder, agency(declared), concurrency=16, timeout=4.0, max_body=4 * MIB, retry_after=1.0
        ) as store:
            yield server, store, declared


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(run, fault):
    server, store, _ = run
    capture = store.capture(fault.url(server))
    assert capture is not None
    assert capture.error in _wanted(fault), capture
    if fault.status is not ...:
        assert capture.status == fault.status
    if fault.seen is not None:
        assert capture.seen == fault.seen
    assert capture.truncated == fault.truncated or not fault.truncated
    assert capture.role == "declared"


def test_refused(run):
    _, store, declared = run
    capture = store.capture(declared["O900"][0])
    assert (capture.error, capture.seen) == ("fetch.connection", 2)


def test_two_agencies_on_one_dead_server(tmp_path):
    """Every address of both says so and names the server, and none is held against them; a third is judged (row 13)."""
    with socket.create_server(("127.0.0.2", 0)) as gone:
        dead = f"http://127.0.0.2:{gone.getsockname()[1]}"
    offices = [
        agency({f"O{n}": [f"{dead}/{name}/{n}"] for n in range(1, 4)}, name=name)
        for name in ("first", "second")
    ]
    with BadServer({"/o1": page("x")}) as alive:
        sound = agency({"O1": [alive.url("/o1")]}, name="sound")
        with gathered(tmp_path / "run", [*offices, sound], robots=False) as store:
            errors = {(one.agency, store.capture(one.url).error) for one in store.declarations()}
    assert errors == {("first", "fetch.connection"), ("second", "fetch.connection"), ("sound", None)}


@pytest.mark.skipif(
    sys.platform != "linux", reason="a full queue of connections drops the next one on Linux only"
)
def test_black_hole(tmp_path):
    """A server that lets nobody in and does not say so (row 8)."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with gathered(tmp_path / "run", agency({"O1": [url]}), robots=False, timeout=0.5) as store:
            assert store.capture(url).error == "fetch.timeout"


def test_three_addresses_of_one_page_have_their_own_captures(run):
    server, store, _ = run
    captures = [store.capture(server.url(f"/one_of_three_to_one_page_{n}")) for n in (1, 2, 3)]
    assert {capture.final_url for capture in captures} == {server.url("/gzip_right")}
    assert len({capture.url for capture in captures}) == 3


def test_nothing_is_lost(run):
    _, store, declared = run
    assert len(store.declarations()) == len(declared)
    assert all(store.capture(one.url) is not None for one in store.declarations())
    assert store.run["complete"] is True
    assert store.run["pending"] == 0


def test_hops_are_kept(run):
    server, store, _ = run
    capture = store.capture(server.url("/location_tis620"))
    assert [(hop.url, hop.status) for hop in capture.hops] == [(server.url("/location_tis620"), 302)]
    assert capture.final_url == server.url("/%B5%C2")


def test_nobody_is_asked_more_than_three_times(run):
    server, _, _ = run
    loops = {
        "/to_itself",
        "/ping",
        "/pong",
        "/refresh_loop_a",
        "/refresh_loop_b",
        "/cookie_gate",
        "/cookie_gate_that_never_opens",
    }
    for path in set(server.paths) - loops:
        assert server.paths.count(path) <= 3, path


def test_a_torso_is_evidence_too(run):
    server, store, _ = run
    capture = store.capture(server.url("/length_too_long"))
    assert store.body(capture.sha256) == b"<p>half"


def _wanted(fault: Fault) -> tuple[str | None, ...]:
    return fault.want if isinstance(fault.want, tuple) else (fault.want,)
