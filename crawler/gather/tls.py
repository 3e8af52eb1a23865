"""What is wrong with a server's TLS, told apart: the page is read all the same, the fault is reported.

The crawl itself checks no certificate (a citizen's browser would warn, the document is still there), and
OpenSSL gives most faults the same words.  So each https server is asked once, separately: first strictly,
then, if that failed before the certificate was even looked at, as leniently as OpenSSL allows.
"""

from __future__ import annotations

import socket
import ssl
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: X509_V_ERR codes of OpenSSL, and what they mean to the owner of the server.
_VERIFY = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "untrusted",
    20: "untrusted",
    21: "untrusted",
    62: "wrong_host",
    64: "wrong_host",
    68: "weak",
}


@dataclass(frozen=True, slots=True)
class TlsCheck:
    """The verdict on one server.

    ``fault``: ``None``; expired, not_yet_valid, wrong_host, self_signed, untrusted, weak, too_old (the page
    can still be read); not_tls, handshake (it cannot).
    """

    fault: str | None = None
    detail: str = ""

    @property
    def readable(self) -> bool:
        """Whether a page can be read through it."""
        return self.fault not in ("not_tls", "handshake")


def check_tls(
    addresses: Sequence[str], host: str, port: int, timeout: float, *, cafile: str | None = None
) -> TlsCheck | None:
    """Ask the server at one of these vetted addresses; ``None`` when no connection came about.  Blocks.

    ``cafile`` adds an authority that is trusted (test servers, an intranet).
    """
    strict = ssl.create_default_context()
    strict.minimum_version = ssl.TLSVersion.TLSv1_2  # which Debian's Python leaves to OpenSSL
    if cafile is not None:
        strict.load_verify_locations(cafile)
    try:
        _shake_hands(strict, addresses, host, port, timeout)
    except ssl.SSLCertVerificationError as fault:
        kind = _VERIFY.get(fault.verify_code, "untrusted")
        return TlsCheck(kind, fault.verify_message or str(fault))
    except ssl.SSLError as fault:
        return _leniently(fault, addresses, host, port, timeout)
    except OSError:
        return None
    return TlsCheck()


def _leniently(
    first: ssl.SSLError, addresses: Sequence[str], host: str, port: int, timeout: float
) -> TlsCheck:
    said = (first.reason or str(first)).replace("_", " ").lower()
    if first.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"):
        return TlsCheck("not_tls", f"the server does not speak TLS on port {port} ({said})")
    lenient = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lenient.check_hostname = False
    lenient.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 is the very thing that is looked for
        lenient.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    lenient.set_ciphers("ALL:@SECLEVEL=0")
    try:
        version = _shake_hands(lenient, addresses, host, port, timeout)
    except OSError:
        return TlsCheck("handshake", f"no TLS connection: {said}")
    return TlsCheck("too_old", f"the server speaks only {version}")


def _shake_hands(
    context: ssl.SSLContext, addresses: Sequence[str], host: str, port: int, timeout: float
) -> str | None:
    with (
        socket.create_connection((addresses[0], port), timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return secure.version()
