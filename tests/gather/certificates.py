"""Certificates with every fault that a real server's can have."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_NOW = dt.datetime.now(dt.UTC)
_YEAR = dt.timedelta(days=365)
_HOUR = dt.timedelta(hours=1)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True)
class Authority:
    """A certificate authority of a test."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, name: str = "Test Authority") -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(name), _name(name), key, _NOW - _HOUR, _NOW + _YEAR).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        return cls(key, builder.sign(key, hashes.SHA256()))

    def pem(self, folder: Path) -> str:
        """The authority as a file that a client can trust."""
        path = folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return str(path)

    def server(
        self, folder: Path, *, start: dt.datetime = _NOW - _HOUR, end: dt.datetime = _NOW + _YEAR,
        address: str = "127.0.0.1", self_signed: bool = False,
    ) -> ssl.SSLContext:  # fmt: skip
        """A server's side of TLS with a certificate of this authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = _name("Test Server") if self_signed else self.certificate.subject
        builder = _builder(_name("Test Server"), issuer, key, start, end).add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False
        )
        certificate = builder.sign(key if self_signed else self.key, hashes.SHA256())
        path = folder / f"server-{certificate.serial_number}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


EXPIRED = {"start": _NOW - 2 * _YEAR, "end": _NOW - _YEAR}
TEN_DAYS = _NOW + dt.timedelta(days=10)
NOT_YET = {"start": _NOW + _YEAR, "end": _NOW + 2 * _YEAR}


def _builder(subject, issuer, key, start, end) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
