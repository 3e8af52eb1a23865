"""The egress guard: what may be connected to, in every spelling; and what gets through, which is nothing."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.evidence.address import InvalidUrlError, host_port, wire_url
from crawler.gather.guard import (
    MOST_ADDRESSES,
    BlockedAddressError,
    Guard,
    LookupFailedError,
    Tripwire,
    UnknownHostError,
)
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, page, redirect

NAMES = {
    "public.example": ["93.184.216.34"],
    "mixed.example": ["93.184.216.34", "10.0.0.7"],
    "inner.example": ["192.168.1.20"],
    "loop.example": ["127.0.0.1"],
    "loop6.example": ["::1"],
    "meta.example": ["169.254.169.254"],
    "mapped.example": ["::ffff:10.0.0.1"],
    "empty.example": [],
}


def lookup(host: str, _port: int) -> list[str]:
    if host == "again.example":
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    if host not in NAMES:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return NAMES[host]


PUBLIC = Guard.of(lookup=lookup)
PRIVATE = Guard.of(private=True, lookup=lookup)


def allowed(guard: Guard, text: str) -> bool:
    """Whether a request to ``text`` would get as far as a connection."""
    try:
        url = wire_url(text)
        if guard.refuse_url(url):
            return False
        guard.resolve(*host_port(url))
    except (InvalidUrlError, BlockedAddressError, UnknownHostError, LookupFailedError):
        return False
    return True


#: Never reachable without an option; the second column says whether loopback-only mode opens it.
HOSTILE = [
    ("http://127.0.0.1/", True),
    ("http://127.0.0.1:9200/", True),
    ("http://127.1/", True),
    ("http://127.0.1/", True),
    ("http://2130706433/", True),
    ("http://0x7f000001/", True),
    ("http://0x7f.1/", True),
    ("http://0x7F.0.0x0.1/", True),
    ("http://017700000001/", True),
    ("http://0177.0.0.1/", True),
    ("http://127.255.255.254/", True),
    ("http://①②⑦.⓪.⓪.①/", True),
    ("http://１２７.０.０.１/", True),
    ("http://127。0。0。1/", True),
    ("http://127.0.0.1./", True),
    ("http://[::1]/", True),
    ("http://[0:0:0:0:0:0:0:1]/", True),
    ("http://[::ffff:127.0.0.1]/", True),
    ("http://[::ffff:7f00:1]/", True),
    ("http://loop.example/", True),
    ("http://loop6.example/", True),
    ("http://LOOP.example:8765/", True),
    ("http:\\\\127.0.0.1\\x", True),
    ("//127.0.0.1/", True),
    ("http:127.0.0.1/", True),
    ("http:///127.0.0.1/", True),
    ("\thttp://127.0.0.1/", True),
    ("http://127.0.\n0.1/", True),
    ("http\n://127.0.0.1/", True),
    ("http://%31%32%37.0.0.1/", True),
    ("http://%6c%6f%63alhost/", False),
    ("http://127.0.\u00ad0.1/", False),
    ("http://127.0.0\u2060.1/", False),
    ("127.0.0.1:9200/", False),
    ("http://①⑥⑨.254.169.254/", False),
    ("http://%31%36%39.254.169.254/", False),
    ("http://0251.0376.0251.0376/", False),
    ("http://0xA9.0xFE.0xA9.0xFE/", False),
    ("http://169.254.43518/", False),
    ("http://[::ffff:169.254.169.254]:80/", False),
    ("http://[fd00:ec2::254%25lo]/", False),
    ("http://0.0.0.0/", False),
    ("http://0/", False),
    ("http://[::]/", False),
    ("http://10.0.0.1/", False),
    ("http://10.1/", False),
    ("http://167772161/", False),
    ("http://172.16.0.1/", False),
    ("http://172.31.255.255/", False),
    ("http://192.168.0.1/", False),
    ("http://192.168.1/", False),
    ("http://inner.example/", False),
    ("http://mixed.example/", False),
    ("http://mapped.example/", False),
    ("http://169.254.169.254/latest/meta-data/", False),
    ("http://169.254.1.1/", False),
    ("http://2852039166/", False),
    ("http://0xa9fea9fe/", False),
    ("http://[::ffff:169.254.169.254]/", False),
    ("http://[::ffff:a9fe:a9fe]/", False),
    ("http://meta.example/", False),
    ("http://[fd00:ec2::254]/", False),
    ("http://100.100.100.200/", False),
    ("http://168.63.129.16/", False),
    ("http://100.64.0.1/", False),
    ("http://100.127.255.255/", False),
    ("http://198.18.0.1/", False),
    ("http://192.0.2.1/", False),
    ("http://198.51.100.1/", False),
    ("http://203.0.113.1/", False),
    ("http://192.88.99.1/", False),
    ("http://224.0.0.1/", False),
    ("http://240.0.0.1/", False),
    ("http://255.255.255.255/", False),
    ("http://[fe80::1]/", False),
    ("http://[fe80::1%25eth0]/", False),
    ("http://[fc00::1]/", False),
    ("http://[fd12:3456::1]/", False),
    ("http://[ff02::1]/", False),
    ("http://[2001:db8::1]/", False),
    ("http://[2002:7f00:1::]/", False),
    ("http://[2001::1]/", False),
    ("http://[64:ff9b::7f00:1]/", False),
    ("http://[64:ff9b:1::a00:1]/", False),
    ("http://[::127.0.0.1]/", False),
    ("http://[3fff::1]/", False),
    ("http://empty.example/", False),
    ("http://nosuch.example/", False),
    ("http://public.example:22/", False),
    ("http://public.example:25/", False),
    ("http://public.example:6379/", False),
    ("http://public.example:0/", False),
    ("http://93.184.216.34:9200/", False),
    ("http://user:secret@public.example/", False),
    ("http://public.example@127.0.0.1/", False),
    ("http://127.0.0.1@public.example/", False),
    ("http://127.0.0.1#@public.example/", True),
    ("http://127.0.0.1\\@public.example/", True),
    ("file:///etc/passwd", False),
    ("file://localhost/etc/hostname", False),
    ("ftp://public.example/x", False),
    ("ftp://public.example[%5D/", False),
    ("gopher://127.0.0.1:6379/_INFO", False),
    ("data:text/html,<p>x", False),
    ("javascript:fetch('http://10.0.0.1')", False),
    ("s3://bucket/key", False),
    ("http://", False),
    ("http://[bad", False),
    ("http://1.2.3.4.5/", False),
    ("http://999.1.1.1/", False),
    ("http://0x/", False),
    ("http://169.254\0.169.254/", False),
    ("http://10\0.1/", False),
]


@pytest.mark.parametrize(("text", "loopback"), HOSTILE, ids=[text for text, _ in HOSTILE])
def test_hostile_address(text, loopback):
    assert allowed(PUBLIC, text) is False
    assert allowed(PRIVATE, text) is loopback


@pytest.mark.parametrize(
    "text",
    [
        "http://public.example/",
        "https://public.example/",
        "http://public.example:8080/x",
        "https://public.example:8443/",
        "http://93.184.216.34/",
        "http://[2606:4700::1111]/",
    ],
)
def test_the_public_web_is_open(text):
    assert allowed(PUBLIC, text)
    assert allowed(PRIVATE, text)


def test_a_named_range_opens_and_nothing_beside_it():
    guard = Guard.of(networks=("10.20.0.0/16", "fd12::/16"), lookup=lookup)
    assert allowed(guard, "http://10.20.3.4/")
    assert allowed(guard, "http://[fd12::9]/")
    assert not allowed(guard, "http://10.20.3.4:6379/")
    assert not allowed(guard, "http://10.21.0.1/")
    assert not allowed(guard, "http://127.0.0.1/")


@pytest.mark.parametrize(
    "network", ["169.254.0.0/16", "169.254.169.254/32", "0.0.0.0/0", "fe80::/64", "::/0", "nonsense"]
)
def test_metadata_never_opens(network):
    with pytest.raises(ValueError, match=r"never open|does not appear"):
        Guard.of(networks=(network,))


@given(st.ip_addresses())
def test_only_public_addresses_pass(address):
    if PUBLIC.refuse_address(str(address)) is None:
        assert address.is_global
        assert not address.is_multicast
        assert address not in ipaddress.ip_network("100.64.0.0/10" if address.version == 4 else "fe80::/10")


def test_of_many_addresses_a_few_are_tried():
    many = [f"93.184.{n // 250}.{1 + n % 250}" for n in range(1_000)]
    assert Guard.of(lookup=lambda _host, _port: many).resolve("many.example", 80) == tuple(
        many[:MOST_ADDRESSES]
    )


def test_lookup_failures_are_told_apart():
    with pytest.raises(UnknownHostError):
        PUBLIC.resolve("nosuch.example", 80)
    with pytest.raises(LookupFailedError):
        PUBLIC.resolve("again.example", 80)
    with pytest.raises(UnknownHostError):
        PUBLIC.resolve("empty.example", 80)


def test_tripwire_breaks_the_connection():
    wire = Tripwire(Guard())
    with pytest.raises(OSError, match="tripwire"):
        wire._hook("socket.connect", (None, ("10.0.0.1", 80)))
    assert wire.escaped == [("10.0.0.1", 80, "10.0.0.1 is not a public address")]


# ------------------------------------------------------------------------------------ end to end


def test_nothing_leads_to_the_victim(tmp_path):
    """Loopback is shut: declared, linked, redirected, refreshed to, asked for robots – the victim hears nothing."""
    with BadServer(otherwise=page("secret")) as victim:
        port = victim.port
        declared = [
            victim.url("/declared"),
            f"http://localhost:{port}/",
            f"http://127.1:{port}/",
            f"http://2130706433:{port}/",
            f"http://[::ffff:127.0.0.1]:{port}/",
            f"http://①②⑦.0.0.1:{port}/",
            f"http:\\\\127.0.0.1:{port}\\x",
            f"http://u:p@127.0.0.1:{port}/",
        ]
        with gathered(tmp_path / "run", agency({"O1": declared}), allow_private_hosts=False) as store:
            errors = {store.capture(url).error for url in declared}
            requests = store.run["requests"]
    assert errors == {"fetch.blocked_address"}
    assert victim.requests == []
    assert requests == 0


def test_redirects_and_links_stay_inside(tmp_path):
    """Loopback is open; everything else a page can point to stays shut."""
    shut = ["http://169.254.169.254/", "http://10.0.0.1/", "http://[fe80::1]/", "http://0.0.0.0/"]
    routes = {f"/go{i}": redirect(url) for i, url in enumerate(shut)}
    links = "".join(f'<p><a href="{url}doc{i}.pdf">เอกสาร {i}</a></p>' for i, url in enumerate(shut))
    frames = "".join(f'<iframe src="{url}frame{i}"></iframe>' for i, url in enumerate(shut))
    routes["/page"] = page(f"<h1>ข้อมูลผู้บริหาร</h1><div>{links}{frames}</div>")
    with BadServer(routes) as server:
        declared = [server.url("/page"), *(server.url(f"/go{i}") for i in range(len(shut)))]
        with gathered(tmp_path / "run", agency({"O1": declared})) as store:
            blocked = [one for one in store.captures() if one.error == "fetch.blocked_address"]
            assert all(store.capture(server.url(f"/go{i}")) in blocked for i in range(len(shut)))
            documents = [one.url for one in blocked if one.role == "document"]
    assert len(documents) == 2 * len(shut)
