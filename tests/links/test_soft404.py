"""Servers that say 200 to everything, in the ways in which they do: what is lost is found, what is there is spared."""

from __future__ import annotations

import pytest

from tests.links.site import NOT_FOUND, Site, broken, check, links, page, redirect

NAV = "<nav><ul>" + "".join(f'<li><a href="/menu/{n}">เมนูที่ {n}</a></li>' for n in range(25)) + "</ul></nav>"
FOOT = "<footer>สำนักงานเขตตัวอย่าง 1 ถนนตัวอย่าง กรุงเทพมหานคร 10000 โทร. 0 2222 2222 อีเมล office@example.go.th</footer>"
WORDS = [
    "งบประมาณ",
    "โครงการ",
    "กิจกรรม",
    "ประชาชน",
    "ผู้บริหาร",
    "บุคลากร",
    "จัดซื้อ",
    "รายงาน",
    "แผนงาน",
    "สถิติ",
    "คู่มือ",
    "บริการ",
]
#: Real pages, from long to hardly a line.
REAL = {
    f"/page/sub/{10 + n}/title.html": f"<main><h1>{WORDS[n]}</h1>"
    + "".join(f"<p>{WORDS[(n + k) % 12]} {WORDS[(n * k) % 12]} ปี 256{k % 10}</p>" for k in range(size))
    + "</main>"
    for n, size in enumerate([120, 40, 12, 6, 4, 3, 2, 2, 1, 1])
}
LOST = [f"/page/sub/{900 + n}/title.html" for n in range(10)]


def template(main):
    return page(NAV + main + FOOT, title="สำนักงานเขตตัวอย่าง")


#: What a server shows for an address that it does not know.
LIES = {
    "words": lambda path: template("<main><p>ขออภัย ไม่พบหน้าที่ท่านต้องการ</p></main>"),
    "english": lambda path: template(
        "<main><h1>Oops! That page can't be found.</h1><p>It looks like nothing was found at this location.</p></main>"
    ),
    "template": lambda path: template("<main></main>"),
    "welcome": lambda path: template("<main><h2>ยินดีต้อนรับ</h2><p>ติดตามข่าวสารของสำนักงานเขตได้ที่นี่</p></main>"),
    "repeats the address": lambda path: template(f"<main><p>{path}</p></main>"),
    "the time of day": lambda path: template(
        f"<main><p>เวลา 10:{len(path) % 60:02d} น. ผู้เข้าชม {len(path) * 977} คน</p></main>"
    ),
    "under construction": lambda path: template("<main><p>หน้านี้อยู่ระหว่างปรับปรุงข้อมูล</p></main>"),
    "leads home": lambda path: redirect("/"),
    "leads to an error page": lambda path: redirect("/error"),
    "bare": lambda path: page("<h1>File not found</h1>", title="Error"),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_lost_is_found_and_what_is_there_is_spared(lie):
    real = {path: template(main) for path, main in REAL.items()}
    routes = {
        "/": template("<main>" + links(*REAL, *LOST).body.decode() + "</main>"),
        **real,
        "/error": template("<main><p>เกิดข้อผิดพลาด</p></main>"),
        "/robots.txt": NOT_FOUND,
    }
    routes |= {
        f"/menu/{n}": template(
            f"<main><h1>เมนู {n}</h1><p>{WORDS[n % 12]} {WORDS[(n * 7) % 12]} รายละเอียดของเรื่องนี้ทั้งหมด</p></main>"
        )
        for n in range(25)
    }
    with Site(routes, otherwise=lambda path, _headers: LIES[lie](path)) as site:
        said = broken(check(site.url("/"), suggestions=0), site)
    assert not said & set(real)
    assert said == set(LOST)
