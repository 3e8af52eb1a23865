"""Links to platforms: asked in their public form, by what the platform says; social media are not asked at all."""

from __future__ import annotations

import pytest

from crawler.links.curl import Answer
from crawler.links.health import Health
from crawler.links.shares import look_at_share, share_of
from tests.links.site import Site, check, found, links

DRIVE = "https://drive.google.com/file/d/1AbCdEfGhIjKlMnOpQ/view?usp=sharing"
HTML = {"content-type": "text/html; charset=utf-8"}


class Script:
    """Answers as told: address → (status, body, final address)."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def look(self, url, _want):
        self.asked.append(url)
        status, body, final = self.answers.pop(0)
        code = None if status < 400 else "access.forbidden" if status == 403 else "presence.http_error"
        headers = HTML if body is not None else {"content-type": "application/pdf"}
        text = f"<html><body>{body}</body></html>".encode() if body is not None else b""
        return Health(url, code, "", status, final or url), Answer(url, status, headers, (), text)


def look(url, *answers):
    script = Script(*answers)
    run = look_at_share(script, share_of(url), url)
    with pytest.raises(StopIteration) as ended:
        run.send(None)
    return ended.value.value, script.asked


def test_a_public_file():
    health, asked = look(DRIVE, (200, None, None))
    assert (health.url, health.code) == (DRIVE, None)
    assert asked == ["https://drive.google.com/uc?id=1AbCdEfGhIjKlMnOpQ&export=download"]


def test_a_file_for_some_people_only():
    health, _ = look(DRIVE, (200, "<p>You need access. Ask the owner.</p>", None))
    assert health.code == "access.login_required"
    health, _ = look(DRIVE, (200, "<p>Sign in</p>", "https://accounts.google.com/ServiceLogin?x=1"))
    assert health.code == "access.login_required"


def test_a_deleted_file():
    health, _ = look(DRIVE, (404, "<p>Sorry, the file you have requested does not exist.</p>", None))
    assert health.code == "presence.http_error"


def test_taken_for_a_robot():
    health, _ = look(DRIVE, (200, "<p>Our systems have detected unusual traffic</p>", None))
    assert health.code == "access.challenge"


def test_downloads_forbidden_and_readable_all_the_same():
    health, asked = look(
        "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQ/edit",
        (403, "<p>x</p>", None),
        (200, "<p>ตาราง</p>", None),
    )
    assert health.code is None
    assert asked[1].endswith("/htmlview")


def test_a_removed_video():
    health, asked = look("https://www.youtube.com/watch?v=abcdefghijk", (404, "<p>x</p>", None))
    assert health.code == "presence.http_error"
    assert asked == ["https://img.youtube.com/vi/abcdefghijk/0.jpg"]


def test_social_media_are_not_asked():
    urls = ["https://www.facebook.com/office", "https://line.me/ti/p/@office", "https://x.com/office"]
    with Site({"/": links(*urls, more="<p>" + "ข้อความ " * 500 + "</p>")}) as site:
        checked = check(site.url("/"))
        assert {one.code for one in found(checked)} == {"links.platform"}
        assert all(one.severity == "info" for one in found(checked))
        assert checked.tally.requests == 2


@pytest.mark.parametrize(
    "url", ["https://office.example/x", "https://bit.ly/3abc", "https://drive.google.com/"]
)
def test_ordinary_addresses(url):
    assert share_of(url) is None
