"""One POST of a notification, tried again when the other side is busy; errors that give nothing away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from crawler.notify import SendError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT = (5.0, 20.0)
_BUSY = (429, 502, 503, 504)


def post(
    channel: str, url: str, body: bytes, headers: Mapping[str, str], *, also_good: tuple[int, ...] = ()
) -> None:
    """POST ``body``; raises SendError, whose words hold neither address nor headers (both may be secrets).

    Redirects are not followed: they would carry the headers elsewhere.
    """
    retry = Retry(
        total=3, backoff_factor=0.5, status_forcelist=_BUSY, allowed_methods=None, raise_on_status=False
    )
    with requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=retry))
        session.mount("http://", HTTPAdapter(max_retries=retry))
        try:
            answer = session.post(
                url, data=body, headers=dict(headers), timeout=_TIMEOUT, allow_redirects=False
            )
        except (
            requests.RequestException,
            ValueError,
        ) as error:  # ValueError: a header of other letters than ASCII
            raise SendError(channel, type(error).__name__) from None  # its text has the address
    if not (200 <= answer.status_code < 300 or answer.status_code in also_good):
        raise SendError(channel, f"HTTP {answer.status_code}")
