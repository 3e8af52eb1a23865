"""One-time codes: a second proof at sign-in (TOTP, RFC 6238), and recovery codes for a lost telephone.

The codes are django-otp's: it checks them, takes each once, and makes whoever guesses wait ever longer.  Of a
recovery code only a keyed hash is kept.
"""

from __future__ import annotations

from base64 import b32encode
from secrets import token_hex

import segno
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp import devices_for_user, verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.models import Account, note

RECOVERY_CODES = 10
_DIGITS = 6


def compulsory(account: Account) -> bool:
    """Whether the role of the account may do nothing without a code."""
    return account.role in settings.CODES_FOR


def verified(account: Account) -> bool:
    """Whether the session at hand was opened with a code (django-otp's middleware knows)."""
    return getattr(account, "otp_device", None) is not None


def enrolled(account: Account) -> bool:
    """Whether the account signs in with codes."""
    return bool(TOTPDevice.objects.devices_for_user(account, confirmed=True).exists())


def recovery_left(account: Account) -> int:
    """How many recovery codes are not used yet."""
    return int(StaticToken.objects.filter(device__user=account).count())


# ------------------------------------------------------------------------------------------ enrolling


def begun(account: Account) -> TOTPDevice:
    """The secret that waits to be confirmed; made when there is none."""
    device, _ = TOTPDevice.objects.get_or_create(user=account, confirmed=False, defaults={"name": "totp"})
    return device


def secret_of(device: TOTPDevice) -> str:
    """The secret as an authenticator takes it by hand, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture_of(device: TOTPDevice) -> str:
    """The secret as a QR code: inline SVG, dark on light whatever the colours of the page."""
    picture: str = segno.make(device.config_url, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return picture


def confirm(account: Account, typed: str) -> tuple[Device, list[str]] | None:
    """Turn codes on when ``typed`` is what the secret gives now: the device and the recovery codes, shown once."""
    device = begun(account)
    if verify_token(account, device.persistent_id, _plain(typed)) is None:
        return None
    with transaction.atomic():
        TOTPDevice.objects.filter(user=account).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        device.refresh_from_db()
        note(account.username, "codes.on", account.district_id or "")
        return device, renew(account)


def renew(account: Account) -> list[str]:
    """New recovery codes; the old ones are worth nothing any more."""
    codes = [f"{text[:5]}-{text[5:]}" for text in (token_hex(5) for _ in range(RECOVERY_CODES))]
    with transaction.atomic():
        StaticDevice.objects.filter(user=account).delete()
        device = StaticDevice.objects.create(user=account, name="recovery")
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_hashed(code)) for code in codes)
        note(account.username, "codes.recovery_made", account.district_id or "")
    return codes


def remove(account: Account, who: str) -> None:
    """Turn codes off."""
    with transaction.atomic():
        for device in [*devices_for_user(account, confirmed=None)]:
            device.delete()
        note(who, "codes.off", account.district_id or "", username=account.username)


# ------------------------------------------------------------------------------------------ verifying


def verify(account: Account, typed: str) -> Device | None:
    """The device whose code ``typed`` is: six digits are the telephone's, anything else a recovery code."""
    text = _plain(typed)
    if text.isascii() and text.isdigit() and len(text) == _DIGITS:
        kind, token = TOTPDevice, text
    else:
        kind, token = StaticDevice, _hashed(text)
    device = kind.objects.devices_for_user(account, confirmed=True).first()
    found: Device | None = verify_token(account, device.persistent_id, token) if device else None
    return found


def _plain(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").lower()[:32]


def _hashed(code: str) -> str:
    return salted_hmac("portal.codes.recovery", _plain(code), algorithm="sha256").hexdigest()[:16]
