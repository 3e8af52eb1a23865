"""The egress guard: the one place that decides which addresses may be connected to.

Declared lists are typed by strangers, pages link anywhere, names resolve to anything.  Everything that opens
a connection (pages, redirects, robots.txt, probes, TLS checks) asks here first, and connects to exactly the
address that was vetted, never to the result of a second lookup: a name that changes its answer (rebinding)
gains nothing.

Default: deny.  Open are addresses that are routable on the public internet, on the ports of the web.
Loopback opens only for ``--allow-private-hosts`` (then on any port: test servers live there); a named range
opens for ``--allow-network``.  Link-local and cloud metadata addresses never open.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from crawler.evidence.address import NO_SUCH_HOST, host_port

WEB_PORTS = frozenset({80, 443, 8080, 8443})
#: Addresses of one name that are tried; each that does not answer costs time and a socket.
MOST_ADDRESSES = 8

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*ranges: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one) for one in ranges)


#: Never opened by any option: link-local, and where clouds hand out credentials.
NEVER = _networks(
    "169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32", "168.63.129.16/32",
    "192.0.0.192/32"
)  # fmt: skip

#: What ``ipaddress.is_global`` lets through or judges by its wrapper: CGNAT, 6to4, Teredo, NAT64, multicast …
NOT_PUBLIC = _networks(
    "100.64.0.0/10", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "64:ff9b::/96",
    "64:ff9b:1::/48", "::/96", "2001::/32", "2002::/16", "3fff::/20", "fec0::/10", "ff00::/8",
)  # fmt: skip

Lookup = Callable[[str, int], list[str]]


class BlockedAddressError(Exception):
    """The guard refuses this address; the message says why."""


class UnknownHostError(Exception):
    """The name service says that no such host exists."""


class LookupFailedError(Exception):
    """The name service gave no answer; the host may well exist."""


def system_lookup(host: str, port: int) -> list[str]:
    """Every address of ``host`` that the system's resolver knows, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """A policy for outgoing connections.

    ``private`` opens loopback (127.0.0.0/8 and ::1), ``networks`` opens the named ranges.
    """

    private: bool = False
    networks: tuple[Network, ...] = ()
    lookup: Lookup = field(default=system_lookup, compare=False)

    @classmethod
    def of(
        cls, *, private: bool = False, networks: tuple[str, ...] = (), lookup: Lookup = system_lookup
    ) -> Guard:
        """A guard from options as written.

        Raises ValueError for a range that is no CIDR network, or that never opens.
        """
        opened = tuple(ipaddress.ip_network(one.strip()) for one in networks)
        for one in opened:
            if any(one.version == shut.version and one.overlaps(shut) for shut in NEVER):
                raise ValueError(f"{one}: link-local and metadata addresses never open")
        return cls(private, opened, lookup)

    def refuse_address(self, address: str) -> str | None:
        """Why no connection to this IP address is allowed; ``None`` when it is."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None)
        if mapped is not None:
            return self.refuse_address(str(mapped))
        if _inside(ip, NEVER):
            return f"{ip} is a link-local or metadata address"
        if ip.is_loopback:
            return None if self.private else f"{ip} is a loopback address"
        if _inside(ip, self.networks):
            return None
        if _inside(ip, NOT_PUBLIC) or not ip.is_global:
            return f"{ip} is not a public address"
        return None

    def refuse_url(self, url: str) -> str | None:
        """Why this wired address may not be asked at all, before any name is looked up."""
        parts = urlsplit(url)
        return self._refuse_site(parts.scheme, parts.netloc)

    @lru_cache(maxsize=1024)  # noqa: B019 - there is one guard a process, and thousands of addresses on one site
    def _refuse_site(self, scheme: str, netloc: str) -> str | None:
        if scheme not in ("http", "https"):
            return f"scheme {scheme}: is not fetched"
        if "@" in netloc:
            return "an address with a user name is not fetched"
        host, port = host_port(f"{scheme}://{netloc}")
        if port not in WEB_PORTS and not self.private:
            return f"port {port} is no port of the web"
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return None
        return self.refuse_address(host) or self._refuse_port(port, [host])

    def _refuse_port(self, port: int, addresses: list[str]) -> str | None:
        if port in WEB_PORTS:
            return None
        if self.private and all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in addresses):
            return None
        return f"port {port} is no port of the web"

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """The vetted addresses of ``host``: connect to these and nothing else.  Blocks on the name service.

        One bad address condemns the name: an answer that mixes public and private addresses is an attack
        or a fault, and which one a client would pick is chance.  Of many addresses the first
        ``MOST_ADDRESSES`` are given, all being vetted.

        Raises BlockedAddressError, UnknownHostError or LookupFailedError.
        """
        try:
            addresses = [str(ipaddress.ip_address(host.strip("[]")))]
        except ValueError:
            addresses = self._looked_up(host, port)
        for one in addresses:
            if why := self.refuse_address(one):
                raise BlockedAddressError(why if one == host else f"{host}: {why}")
        if why := self._refuse_port(port, addresses):
            raise BlockedAddressError(f"{host}: {why}")
        return tuple(addresses[:MOST_ADDRESSES])

    def _looked_up(self, host: str, port: int) -> list[str]:
        try:
            addresses = self.lookup(host, port)
        except socket.gaierror as failed:
            if failed.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                raise UnknownHostError(f"{host}: {NO_SUCH_HOST}") from failed
            raise LookupFailedError(f"{host}: {failed.strerror}") from failed
        except (OSError, UnicodeError) as failed:
            raise LookupFailedError(f"{host}: {failed}") from failed
        if not addresses:
            raise UnknownHostError(f"{host}: the name has no address")
        return addresses


def _inside(ip: IP, networks: tuple[Network, ...]) -> bool:
    return any(ip.version == network.version and ip in network for network in networks)


class Tripwire:
    """The second line: an audit hook of the whole process that breaks any connection the guard refuses.

    ``escaped`` lists what was caught, as (address, port, reason): in a sound program it stays empty.
    """

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.escaped: list[tuple[str, int, str]] = []
        self._lock = threading.Lock()

    def arm(self) -> Tripwire:
        """Watch this process from now on."""
        import sys

        sys.addaudithook(self._hook)
        return self

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event != "socket.connect":
            return
        address = args[1]
        if not isinstance(address, tuple) or len(address) < 2:
            return  # a UNIX socket
        host, port = str(address[0]), int(address[1])
        try:
            why = self.guard.refuse_address(host or "127.0.0.1")
        except ValueError:
            why = "a name was connected to without having been vetted" if host != "localhost" else None
        if why is not None:
            with self._lock:
                self.escaped.append((host, port, why))
            raise OSError(f"tripwire: {why}")
