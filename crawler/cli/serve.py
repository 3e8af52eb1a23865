"""``oit serve``: the self-check page on this computer, with everything it needs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.errors import reported, wrong
from crawler.cli.exits import WRONG_INPUT
from crawler.cli.kinds import Day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waitress.server import BaseWSGIServer

#: Option → the setting of the portal that it sets (portal/settings.py).
_SETTINGS = {
    "data": "DATA", "runs": "RUNS", "targets": "TARGETS", "checklist": "CHECKLIST", "as_of": "AS_OF", "public": "PUBLIC",
    "allow_private_hosts": "ALLOW_PRIVATE_HOSTS", "delay": "DELAY", "contact": "CONTACT",
}  # fmt: skip
#: What only the queue on a broker needs (portal/broker.py).
_BROKER = frozenset({"celery", "redis"})
_AGAIN = 1.0


@click.command("serve", short_help="The self-check page for districts and the central office.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="พอร์ตของหน้าเว็บ 0 คือพอร์ตใดก็ได้ที่ว่าง · Port; 0: any free one.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False),
    help="โฟลเดอร์ของฐานข้อมูลและไฟล์ทั้งหมด · Folder of the database and all files (default: oit-portal).",
)
@click.option(
    "--runs",
    type=click.Path(file_okay=False),
    help="โฟลเดอร์ที่มีผลของแต่ละคืน · Folder of the nightly run folders (default: runs in --data).",
)
@click.option(
    "--targets",
    type=click.Path(exists=True, dir_okay=False),
    help="ไฟล์รายการที่แจ้ง สำหรับฐานข้อมูลใหม่ · Targets file for a new database (default: the bundled 50 districts).",
)
@click.option(
    "--checklist", metavar="ID|FILE", help="เกณฑ์ของปีใด · Rules to judge by (default: the newest year)."
)
@click.option("--as-of", type=Day(), help="ตัดสิน ณ วันที่ · Judge as of this day (default: today in Bangkok).")
@click.option(
    "--admin",
    default="admin",
    show_default=True,
    help="ชื่อผู้ดูแลคนแรก · Name of the first administrator; the password comes from OIT_PORTAL_ADMIN_PASSWORD, or a one-time address is printed.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 16),
    default=1,
    show_default=True,
    help="ตรวจพร้อมกันกี่รายการ 0 คือมีตัวทำงานที่อื่น · Checks that run at the same time; 0: workers run elsewhere.",
)
@click.option(
    "--worker-only", is_flag=True, help="ไม่เปิดหน้าเว็บ ทำเฉพาะรายการตรวจที่รออยู่ · No page: only work off checks."
)
@click.option(
    "--public",
    is_flag=True,
    help="เปิดหน้าเว็บ API และป้ายผลของคืนที่เผยแพร่ ให้ทุกคนดูได้ · Open the page, API and badges of published nights to everybody.",
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    help="เว้นกี่วินาทีก่อนถามเว็บไซต์เดิมอีก · Seconds between requests to one host (default: 1).",
)
@click.option(
    "--contact",
    help="ที่อยู่ให้เจ้าของเว็บไซต์ติดต่อกลับ · Address that site owners can write to; sent with every request.",
)
@click.option(
    "--allow-private-hosts",
    is_flag=True,
    help="อนุญาตให้ตรวจที่อยู่ของเครื่องนี้เอง · Open this computer's own addresses to checks.",
)
def command(*, port: int, admin: str, workers: int, worker_only: bool, **options: Any) -> None:
    """Serve the self-check page on http://127.0.0.1:PORT, with its database and its workers.

    A reverse proxy opens it to others (docs/portal.md).  Ends on Ctrl+C; checks under way are taken up again at
    the next start.

    เปิดหน้าเว็บตรวจตนเองที่ http://127.0.0.1:PORT พร้อมฐานข้อมูลและตัวทำงาน
    """
    for option, name in _SETTINGS.items():
        if options[option]:
            os.environ[f"OIT_PORTAL_{name}"] = str(
                Path(options[option]).absolute() if option in ("data", "runs", "targets") else options[option]
            )
    try:
        from portal import start

        if worker_only:
            start.work()
            return
        with reported():
            start.setup()
            start.prepare()
            way = start.first_administrator(admin, os.environ.pop("OIT_PORTAL_ADMIN_PASSWORD", ""))
            server = _server(port)
    except ModuleNotFoundError as why:
        missing = (why.name or "portal").partition(".")[0]
        if missing == "portal":
            raise
        extra = "portal,broker" if missing in _BROKER else "portal"
        click.echo(
            f"ต้องติดตั้งส่วนเสริมก่อน: สั่ง pip install '.[{extra}]' ในโฟลเดอร์ที่ clone มา · "
            f"the extra is missing ({missing}): pip install '.[{extra}]' in the folder of the clone",
            err=True,
        )
        sys.exit(WRONG_INPUT)
    except ValueError as why:
        click.echo(f"oit serve: ตั้งค่าไม่ถูกต้อง · wrong setting: {why}", err=True)
        sys.exit(WRONG_INPUT)
    address = f"http://127.0.0.1:{server.effective_port}"
    click.echo(f"{address}/")
    if way:
        click.echo(
            f"ผู้ดูแลระบบคนแรกตั้งรหัสผ่านที่นี่ (ใช้ได้ครั้งเดียว) · the first administrator ({admin}) chooses a password here, once:\n  {_seen_as(address)}{way}",
            err=True,
        )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl+C does: workers first
    with _working(workers):
        try:
            server.run()
        finally:
            server.close()


def _seen_as(address: str) -> str:
    """Where people find the page: behind a proxy (HTTPS) under the first of its names."""
    from django.conf import settings

    return f"https://{settings.ALLOWED_HOSTS[0]}" if settings.HTTPS and settings.ALLOWED_HOSTS else address


def _server(port: int) -> BaseWSGIServer:
    """The web server on loopback; behind a proxy (HTTPS) it believes the headers of that proxy alone."""
    import waitress
    from django.conf import settings

    from portal.wsgi import application

    behind = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_count": settings.PROXIES,
        "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto",
    }
    try:
        return waitress.create_server(
            application, host="127.0.0.1", port=port, threads=8, ident="oit",
            max_request_body_size=settings.MOST_UPLOAD + (1 << 20), **(behind if settings.HTTPS and settings.PROXIES else {}),
        )  # fmt: skip
    except OSError as error:
        raise wrong(
            f"เปิดหน้าเว็บที่พอร์ต {port} ไม่ได้ (อาจมีโปรแกรมอื่นใช้อยู่) เลือก --port อื่น: {error.strerror}",
            f"port {port} cannot be opened (perhaps another program has it); choose another --port: {error.strerror}",
        ) from error


@contextmanager
def _working(count: int) -> Iterator[None]:
    """So many workers beside the page; one that dies is replaced, all end with it."""
    over = threading.Event()
    keepers = [threading.Thread(target=_keep, args=(over,), daemon=True) for _ in range(count)]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        for keeper in keepers:
            keeper.join()


def _keep(over: threading.Event) -> None:
    while not over.is_set():
        child = subprocess.Popen([sys.executable, "-m", "portal.start", "--cord"], stdin=subprocess.PIPE)
        while child.poll() is None and not over.wait(0.2):
            pass
        assert child.stdin is not None
        child.stdin.close()  # the cord: the worker ends when it is cut
        child.wait()
        over.wait(_AGAIN)
