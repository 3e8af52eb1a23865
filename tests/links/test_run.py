"""Whole checks against a small web: what is called broken, what never is, and how often a server is asked."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from dataclasses import replace

import pytest

from crawler.gather.guard import Guard
from crawler.gather.robots import MAX_BYTES
from crawler.gather.unreached import of_status
from tests.gather.server import BadServer, endless
from tests.gather.server import page as bad_page
from tests.links.site import (
    HTML,
    NETWORK,
    NOT_FOUND,
    Reply,
    Site,
    broken,
    check,
    codes,
    file,
    found,
    links,
    named,
    page,
    redirect,
)

LONG = "<p>" + "ผลการดำเนินงานตามแผนปฏิบัติราชการ ไตรมาสที่หนึ่ง สำนักงานเขต รายงานต่อผู้บริหาร " * 12 + "</p>"
CHALLENGE = page(
    "<script>window._cf_chl_opt={}</script>", title="Just a moment...", status=403, cf_mitigated="challenge"
)
LOGIN = page('<form><input name=u><input type="password" name=p></form>', title="เข้าสู่ระบบ")


def bots_refused(_path, headers):
    """A server that lets browsers in and nobody else."""
    return page(LONG) if "Mozilla" in headers.get("User-Agent", "") else page("no", status=403)


def cookie_wanted(_path, headers):
    """A server that redirects to itself until its cookie comes back."""
    return (
        page(LONG)
        if "seen=1" in headers.get("Cookie", "")
        else redirect("/cookie", Set_Cookie="seen=1; Path=/")
    )


#: Fine for a visitor; each has been called broken by some link checker.
FINE = {
    "/ok": page(LONG),
    "/file.pdf": file(),
    "/head-405.pdf": replace(file(), head=405),
    "/head-404.pdf": replace(file(), head=404),
    "/head-403.pdf": replace(file(), head=403),
    "/head-500.pdf": replace(file(), head=500),
    "/head-501.pdf": replace(file(), head=501),
    "/moved-302": redirect("/ok"),
    "/moved-301": redirect("/ok", 301),
    "/moved-307": redirect("/file.pdf", 307),
    "/moved-308": redirect("/file.pdf", 308),
    "/chain-1": redirect("/chain-2"),
    "/chain-2": redirect("/chain-3", 301),
    "/chain-3": redirect("/ok"),
    "/moved-thai": redirect("/เอกสาร/แผน ๒๕๖๘.pdf"),
    "/%E0%B9%80%E0%B8%AD%E0%B8%81%E0%B8%AA%E0%B8%B2%E0%B8%A3/%E0%B9%81%E0%B8%9C%E0%B8%99%20%E0%B9%92%E0%B9%95%E0%B9%96%E0%B9%98.pdf": file(),
    "/flaky-404.pdf": [NOT_FOUND, file()],
    "/flaky-500.pdf": [page("x", status=500), file()],
    "/flaky-429.pdf": [page("x", status=429, Retry_After="1"), file()],
    "/cookie": cookie_wanted,
    "/short": page("<p>โทร. 0 2222 2222</p>"),
    "/one-part-missing": page("<h2>แผนที่</h2><p>อยู่ระหว่างปรับปรุง</p><h2>โรงเรียน</h2><p>โรงเรียนวัดใหม่</p>"),
    "/empty-200": page(""),
    "/204": Reply(b"", 204),
    "/big.zip": file("application/zip", b"PK\x03\x04" + b"0" * 300_000),
    "/refresh": page('<meta http-equiv="refresh" content="0; url=/ok">'),
    "/about-404": page("<h1>คู่มือแก้ปัญหา</h1>" + LONG + "<p>404 not found หมายถึงไม่พบหน้า</p>" + LONG, title="คู่มือ"),
}  # fmt: skip
#: Not fine, and not to be called broken either: nobody can know from here.
UNKNOWN = {
    "/403": (page("no", status=403), "access.forbidden"),
    "/401": (page("no", status=401), "access.forbidden"),
    "/bots": (bots_refused, "access.forbidden"),
    "/challenge": (CHALLENGE, "access.challenge"),
    "/429": (page("slow down", status=429, Retry_After="1"), of_status(429).code),
    "/500": (page("oops", status=500), "fetch.server_error"),
    "/503": (page("oops", status=503), "fetch.server_error"),
    "/999": (page("no bots", status=999), "access.forbidden"),
    "/never": (Reply(never=True), "fetch.timeout"),
    "/moved-inside": (redirect("http://10.0.0.1/"), "fetch.blocked_address"),
    "/metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "fetch.blocked_address"),
}
#: Broken.
GONE = {
    "/404.pdf": NOT_FOUND,
    "/410": page("gone", status=410),
    "/400": page("bad", status=400),
    "/moved-to-404": redirect("/404.pdf"),
    "/loop": redirect("/loop"),
    "/ping": redirect("/pong"),
    "/pong": redirect("/ping"),
    "/says-missing": page("<h1>ไม่พบหน้าที่ท่านต้องการ</h1>", title="ไม่พบหน้า"),
    "/construction": page("<p>หน้านี้อยู่ระหว่างการปรับปรุง</p>"),
    "/not-available": page("<p>Not available now!</p>"),
    "/notice-in-bold": page(
        "<h2>No Gift</h2><p><b>Not available now!</b></p><div>สำนักงานเขต โทร. 0 2384 9877</div>"
    ),
    "/parked": page("<p>This domain is for sale. Buy this domain.</p>"),
    "/page-for-file.pdf": page("<p>ขออภัย ไม่พบไฟล์ที่ท่านต้องการ</p>"),
}


@pytest.fixture(scope="module")
def faulty():
    wall = {path: reply for path, (reply, _) in UNKNOWN.items()}
    paths = [path for path in {**FINE, **wall, **GONE} if "%" not in path]
    with Site({"/": links(*paths, more=LONG), **FINE, **wall, **GONE}) as site:
        yield site, check(site.url("/"), network=replace(NETWORK, timeout=4.0))


@pytest.mark.parametrize("path", FINE)
def test_nothing_fine_is_called_broken(faulty, path):
    site, checked = faulty
    assert path not in codes(checked, site)


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_cannot_be_known_is_named(faulty, path):
    site, checked = faulty
    assert codes(checked, site)[path] == UNKNOWN[path][1]


@pytest.mark.parametrize("path", GONE)
def test_what_is_gone_is_broken(faulty, path):
    site, checked = faulty
    assert path in broken(checked, site)


def test_nothing_else_is_broken(faulty):
    site, checked = faulty
    assert broken(checked, site) == set(GONE)


def test_big_files_are_not_downloaded(faulty):
    _, checked = faulty
    assert checked.tally.bytes < 400_000


def test_sign_in_is_named_and_not_broken():
    with Site({"/": links("/staff", more=LONG), "/staff": redirect("/login"), "/login": LOGIN}) as site:
        assert codes(check(site.url("/")), site) == {"/staff": "access.login_required"}


# ------------------------------------------------------------------------------ how often is asked


def test_each_address_once_however_often_linked():
    menu = links("/a.html", "/b.html", "/file.pdf", more=LONG)
    with Site({"/": menu, "/a.html": menu, "/b.html": menu, "/file.pdf": file()}) as site:
        check(site.url("/"), recursive=True, probes=0, document_bytes=0)
        assert Counter(site.asked) == {"GET /": 1, "GET /a.html": 1, "GET /b.html": 1, "HEAD /file.pdf": 1}


def test_a_definite_error_is_seen_twice_and_no_more():
    with Site({"/": links("/gone.pdf", more=LONG)}) as site:
        check(site.url("/"), suggestions=0)
        assert Counter(site.asked)["HEAD /gone.pdf"] == 1
        assert Counter(site.asked)["GET /gone.pdf"] == 2


def test_robots_txt_is_obeyed():
    rules = Reply(b"User-agent: *\nDisallow: /closed\n", headers=(("Content-Type", "text/plain"),))
    with Site(
        {"/": links("/closed/a.pdf", "/open.pdf", more=LONG), "/open.pdf": file(), "/robots.txt": rules}
    ) as site:
        assert codes(check(site.url("/"), document_bytes=0), site) == {"/closed/a.pdf": "access.robots"}
        assert not any("closed" in one for one in site.asked)


@pytest.mark.parametrize("length", ["", "Content-Length: 26214400\r\n"], ids=["endless", "25 MiB"])
def test_robots_txt_is_read_as_far_as_it_is_obeyed(length):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{length}\r\n".encode()
    rules = b"User-agent: *\nDisallow: /closed\n"
    routes = {"/robots.txt": endless(head + rules, b"#" * 65535 + b"\n"), "/open": bad_page(LONG)}
    with BadServer(routes) as server:
        checked = check(server.url("/open"), server.url("/closed"), suggestions=0, soft_404=False)
        assert [one.health.code for one in checked.addresses] == [None, "access.robots"]
        assert {path for path, _ in server.requests} == {"/robots.txt", "/open"}
    assert checked.tally.bytes < MAX_BYTES + 100_000


def test_requests_to_one_host_keep_their_distance():
    moments = []

    def noted(_path, _headers):
        moments.append(time.monotonic())
        return file()

    names = [f"/{n}.pdf" for n in range(8)]
    with Site({"/": links(*names, more=LONG), **dict.fromkeys(names, noted)}) as site:
        check(site.url("/"), document_bytes=0, network=replace(NETWORK, delay=0.05, concurrency=4))
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert len(gaps) == 7
    assert min(gaps) > 0.5 * 0.05


def test_crawl_delay_is_kept():
    rules = Reply(b"User-agent: *\nCrawl-delay: 0.2\n", headers=(("Content-Type", "text/plain"),))
    moments = []

    def noted(_path, _headers):
        moments.append(time.monotonic())
        return file()

    routes = {"/": links("/a.pdf", "/b.pdf", "/c.pdf", more=LONG), "/robots.txt": rules}
    with Site({**routes, **dict.fromkeys(("/a.pdf", "/b.pdf", "/c.pdf"), noted)}) as site:
        check(site.url("/"), document_bytes=0)
    assert moments[-1] - moments[0] > 0.3


def test_a_silent_host_is_given_up():
    routes = {
        "/": links(*(f"/{n}.pdf" for n in range(20)), more=LONG),
        **{f"/{n}.pdf": Reply(never=True) for n in range(20)},
    }
    with Site(routes) as site:
        network = replace(NETWORK, timeout=2.0, give_up_after=3, concurrency=1)
        checked = check(site.url("/"), network=network)
        assert {one.code for one in found(checked)} == {"fetch.timeout"}
        assert len(site.asked) < 12


# -------------------------------------------------------------------------- what is a link, and where


def test_links_of_every_kind_and_none_of_comments():
    html = """
      <nav><a href="/menu.html">เมนู</a></nav>
      <a href="/a.pdf">ก</a> <img src="/i.png"> <script src="/s.js"></script> <iframe src="/f.html"></iframe>
      <embed src="/e.pdf"> <object data="/o.pdf"></object> <img srcset="/x1.png 1x, /x2.png 2x">
      <a href="#" onclick="window.open('/w.pdf')">เปิด</a> <area href="/area.html"> <video src="/v.mp4"></video>
      <!-- <a href="/commented.pdf">ไม่ใช่ลิงก์</a> --> <template><a href="/template.pdf">x</a></template>
      <noscript><img src="/noscript.png"></noscript> <img src="data:image/gif;base64,R0lGOD">
      <a href="mailto:office@example.go.th">อีเมล</a> <a href="javascript:go()">x</a>
    """
    with Site({"/": replace(page(html + LONG), head=None)}) as site:
        assert broken(check(site.url("/")), site) == {
            "/menu.html", "/a.pdf", "/i.png", "/s.js", "/f.html", "/e.pdf", "/o.pdf", "/x1.png", "/x2.png", "/w.pdf", "/area.html", "/v.mp4",
        }  # fmt: skip


def test_a_finding_says_where_the_link_stands():
    with Site({"/": page(LONG + '\n<p>\n<a href="/gone.pdf">แผน\n  ปี 2568</a></p>')}) as site:
        (one,) = found(check(site.url("/")))
        assert (one.page, one.line, one.text, one.status, one.kind) == (
            site.url("/"),
            3,
            "แผน ปี 2568",
            404,
            "link",
        )


def test_base_and_odd_spellings():
    html = (
        '<base href="/below/"><a href="a b.pdf">x</a><a href="./c.pdf">x</a><a href="../d.pdf">x</a><a href="แผน.pdf">x</a>'
        '<a href="\\e.pdf">x</a><a href=" /f.pdf ">x</a><a href="?q=1">x</a><a href="//127.0.0.1:{port}/g.pdf">x</a>'
    )
    wanted = [
        "/below/a%20b.pdf",
        "/below/c.pdf",
        "/d.pdf",
        "/below/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf",
        "/e.pdf",
        "/f.pdf",
        "/below/?q=1",
        "/g.pdf",
    ]
    with Site({}) as site:
        site.routes = {"/": page(html.replace("{port}", str(site.port)) + LONG)}
        assert broken(check(site.url("/")), site) == set(wanted)


def test_tis_620_in_addresses_stays_as_it_is():
    raw = (
        b"<html><head><meta charset=windows-874></head><body>"
        + ("<a href='/%A1.pdf'>ก</a>" + LONG).encode("cp874")
        + b"</body></html>"
    )
    with Site({"/": Reply(raw, headers=(("Content-Type", "text/html"),)), "/%A1.pdf": file()}) as site:
        assert not codes(check(site.url("/")), site)


def test_an_address_that_no_browser_can_open():
    with Site(
        {"/": page('<a href="http://[bad">x</a><a href="http://exa mple.go.th/">y</a>' + LONG)}
    ) as site:
        checked = check(site.url("/"))
        assert {one.url for one in found(checked) if one.broken} == {"http://[bad", "http://exa mple.go.th/"}
        assert len(site.asked) == 1


# ----------------------------------------------------------------------------------------- recursion


def test_recursion_stays_below_the_start():
    routes = {
        "/office/": links("/office/a.html", "/other/b.html", more=LONG),
        "/office/a.html": links("/office/lost.pdf", more=LONG),
        "/other/b.html": links("/other/lost.pdf", more=LONG),
    }
    with Site(routes) as site:
        assert broken(check(site.url("/office/"), recursive=True), site) == {"/office/lost.pdf"}
        assert not broken(check(site.url("/office/")), site)


def test_recursion_has_a_depth_and_a_number_of_pages():
    routes = {f"/{n}.html": links(f"/{n + 1}.html", more=LONG) for n in range(30)}
    with Site({**routes, "/robots.txt": NOT_FOUND}) as site:
        checked = check(site.url("/0.html"), recursive=True, depth=3, probes=0)
        assert checked.pages == 4
        checked = check(site.url("/0.html"), recursive=True, depth=99, max_pages=5, probes=0)
        assert checked.pages == 6
        assert checked.cuts


def test_include_exclude_and_accept():
    routes = {"/": links("/a.pdf", "/b.pdf", "/teapot", more=LONG), "/teapot": page("x", status=418)}
    with Site(routes) as site:
        import re

        only = check(site.url("/"), include=(re.compile(r"\.pdf$"),), exclude=(re.compile("a.pdf"),))
        assert broken(only, site) == {"/b.pdf"}
        assert broken(check(site.url("/"), accept=frozenset({404})), site) == {"/teapot"}


def test_flat_asks_for_nothing_else():
    with Site({"/": links("/gone.pdf"), "/x.pdf": file()}) as site:
        assert not broken(check(site.url("/"), site.url("/x.pdf"), flat=True), site)
        assert sorted(site.asked) == ["HEAD /", "HEAD /x.pdf"]


# ----------------------------------------------------------------------------------------- fragments


def test_fragments_of_this_page_and_of_others():
    routes = {
        "/": page('<h2 id="one">1</h2><a name="สอง"></a><a href="#one">a</a><a href="#%E0%B8%AA%E0%B8%AD%E0%B8%87">b</a><a href="#lost">c</a>'
                  '<a href="#top">d</a><a href="#">e</a><a href="/b.html#there">f</a><a href="/b.html#nowhere">g</a><a href="/x.pdf#page=2">h</a>' + LONG),
        "/b.html": page('<p id="there">x</p>' + LONG),
        "/x.pdf": file(),
    }  # fmt: skip
    with Site(routes) as site:
        assert codes(check(site.url("/"), document_bytes=0), site) == {
            "/#lost": "links.fragment",
            "/b.html#nowhere": "links.fragment",
        }
        assert not codes(check(site.url("/"), document_bytes=0, fragments=False), site)


# ------------------------------------------------------------------------------------------ soft 404

TEMPLATE = (
    "<nav><a href='/'>หน้าแรก</a><a href='/news'>ข่าว</a></nav><header>สำนักงานเขตตัวอย่าง กรุงเทพมหานคร</header>"
)


def lying(_path, _headers):
    """A server that shows its template for everything."""
    return page(TEMPLATE + "<main><p>ยินดีต้อนรับสู่เว็บไซต์ของเรา</p></main>")


def test_a_lying_server_is_found_out():
    real = {
        f"/page/{n}.html": page(TEMPLATE + f"<main><h1>เอกสารเรื่องที่ {n}</h1>{LONG}</main>") for n in range(3)
    }
    start = links(*real, *(f"/page/lost-{n}.html" for n in range(4)), "/gone.pdf", more=LONG)
    with Site({"/": start, **real, "/robots.txt": NOT_FOUND}, otherwise=lying) as site:
        checked = check(site.url("/"), suggestions=0)
        assert broken(checked, site) == {*(f"/page/lost-{n}.html" for n in range(4)), "/gone.pdf"}


def test_short_but_real_pages_of_a_lying_server_are_spared():
    real = {
        f"/page/{n}.html": page(TEMPLATE + f"<main><p>{words}</p></main>")
        for n, words in enumerate(("โทรศัพท์ 0 2222 2222 ในเวลาราชการ", "ไม่มีเรื่องร้องเรียนในไตรมาสที่ 2"))
    }
    with Site({"/": links(*real, more=LONG), **real, "/robots.txt": NOT_FOUND}, otherwise=lying) as site:
        assert not broken(check(site.url("/")), site)


def test_everything_unknown_leads_home():
    start = links("/doc/12/plan.html", "/file/lost.pdf", "/contact", more=LONG)
    with Site(
        {"/": start, "/contact": page(LONG), "/robots.txt": NOT_FOUND}, otherwise=redirect("/")
    ) as site:
        assert broken(check(site.url("/"), suggestions=0), site) == {"/doc/12/plan.html", "/file/lost.pdf"}


def test_what_the_server_does_not_look_at_proves_nothing():
    def by_path(path, _headers):
        name = path.partition("?")[0]
        return (
            page(TEMPLATE + f"<main><h1>{name}</h1></main>")
            if name in ("/p/a", "/p/b", "/p/c")
            else NOT_FOUND
        )

    start = links("/p/a?fbclid=abc", "/p/b?v=2", "/p/c?lang=th", more=LONG)
    with Site({"/": start}, otherwise=by_path) as site:
        assert not broken(check(site.url("/")), site)


def test_pages_that_a_script_draws_are_not_called_missing():
    shell = page('<div id="root"></div><script src="/app.js"></script>', title="แอป")
    routes = {
        "/": links("/app/one", "/app/two", more=LONG),
        "/app.js": file("text/javascript", b"1"),
        "/robots.txt": NOT_FOUND,
    }
    with Site(routes, otherwise=shell) as site:
        assert codes(check(site.url("/")), site) == {
            "/app/one": "links.needs_browser",
            "/app/two": "links.needs_browser",
        }


def test_probes_have_a_budget():
    folders = [f"/d{n}/x.html" for n in range(10)]
    with Site({"/": links(*folders, more=LONG), **{path: page(LONG) for path in folders}}) as site:
        checked = check(site.url("/"), probes=4)
        assert sum("oit-" in one for one in site.asked) <= 5
        assert any("--probes" in cut for cut in checked.cuts)


# ---------------------------------------------------------------------------- names, https, insecure


def test_hosts_are_told_apart_by_name():
    with Site({"/": page(LONG), "/a.pdf": file()}) as site:
        guard = named(site, "one.example", "two.example")
        site.routes = {
            **site.routes,
            "/": links(
                f"http://two.example:{site.port}/a.pdf", f"http://three.example:{site.port}/", more=LONG
            ),
        }
        checked = check(f"http://one.example:{site.port}/", guard=guard)
        (one,) = [one for one in found(checked) if one.broken]
        assert (one.url, one.status, one.cause) == (
            f"http://three.example:{site.port}/",
            None,
            "presence.http_error",
        )
        assert "no such host" in one.detail


def test_a_name_service_that_fails_breaks_nothing():
    import socket

    def lookup(host, _port):
        if host == "sometimes.example":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ["127.0.0.1"]

    with Site({"/": links("http://sometimes.example/x.pdf", more=LONG)}) as site:
        checked = check(site.url("/", "here.example"), guard=Guard.of(private=True, lookup=lookup))
        assert [(one.code, one.severity) for one in found(checked)] == [("fetch.connection", "unverified")]


def test_a_name_service_that_hangs_holds_nobody_up():
    release = threading.Event()

    def lookup(host, _port):
        if host == "hangs.example":
            release.wait(20)
        return ["127.0.0.1"]

    with Site({"/": links("http://hangs.example/x.pdf", "/ok.pdf", more=LONG), "/ok.pdf": file()}) as site:
        guard = Guard.of(private=True, lookup=lookup)
        checked = check(site.url("/", "here.example"), guard=guard, network=replace(NETWORK, dns_timeout=3.0))
        release.set()
    assert [(one.code, one.severity) for one in found(checked)] == [("fetch.connection", "unverified")]


def test_permanent_redirects_are_a_remark_with_the_new_address():
    with Site({"/": links("/old", more=LONG), "/old": redirect("/new", 301), "/new": page(LONG)}) as site:
        (one,) = found(check(site.url("/")))
        assert (one.code, one.severity, one.suggestion, one.how) == (
            "links.redirect",
            "info",
            site.url("/new"),
            "moved",
        )


def test_the_page_itself_may_be_gone():
    with Site({}) as site:
        (one,) = found(check(site.url("/gone.html")))
        assert (one.code, one.page, one.kind) == ("links.broken", "", "declared")


def test_html_is_not_needed():
    with Site({"/x.pdf": file(), "/empty": Reply(b"", headers=(("Content-Type", HTML),))}) as site:
        assert not codes(check(site.url("/x.pdf"), site.url("/empty")), site)
