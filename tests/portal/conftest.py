"""A portal with a database of its own: settings first, then Django, then every test in a transaction."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import ClassVar

import pytest

pytest.importorskip("django", reason="the extra oit[portal] is not installed")
pytest.importorskip("django_tasks_db", reason="the extra oit[portal] is not installed")

DATA = Path(tempfile.mkdtemp(prefix="oit-portal-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ |= {
    "OIT_PORTAL_DATA": str(DATA),
    "OIT_PORTAL_AS_OF": "2025-04-30",
    "OIT_PORTAL_CHECKLIST": "bma-district-2568",
    "OIT_PORTAL_PUBLIC": "1",
    "OIT_PORTAL_ALLOW_PRIVATE_HOSTS": "1",
    "OIT_PORTAL_DELAY": "0",
    "OIT_PORTAL_DB": os.environ.get("OIT_TEST_PORTAL_DB", ""),
    "DJANGO_SETTINGS_MODULE": "portal.settings",
}

import django  # noqa: E402 - the environment is read when Django is set up

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test import Client, client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from portal import claims, nights  # noqa: E402
from portal.models import Account, District  # noqa: E402
from tests.portal import postgresql as postgresql_  # noqa: E402
from tests.portal import sample  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a hundred sign-ins a second
setup_test_environment()


class _Handler(client.ClientHandler):
    """All browsers of a process share one chain of middleware: WhiteNoise looks at every asset when it is made."""

    chain: ClassVar[dict[str, object]] = {}

    def load_middleware(self, is_async: bool = False) -> None:
        if not self.chain:
            super().load_middleware(is_async)
            self.chain.update({name: held for name, held in vars(self).items() if name.startswith("_")})
        vars(self).update(self.chain)


client.ClientHandler = _Handler


def pytest_configure(config):
    config.addinivalue_line("markers", "processes: works with processes and a database of its own")


@pytest.fixture(scope="session")
def database():
    call_command("migrate", interactive=False, verbosity=0)
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def db(request, database):
    """Everything that a test writes is taken back, unless it works with processes of its own."""
    if request.node.get_closest_marker("processes"):
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def postgresql_server():
    """A PostgreSQL of our own: ``url(name)`` makes an empty database, ``url(name, template)`` a copy of one."""
    found = postgresql_.programs()
    if found is None:
        pytest.skip("PostgreSQL's programs are not installed")
    with postgresql_.server(found) as url:
        yield url


@pytest.fixture(scope="module")
def furnished(database):
    """Two districts with two nights, and an account of every role; made once a module, with the files that belong to it."""
    with transaction.atomic():
        sample.districts_made()
        sample.night("2025-04-29", {"phaya": {"O1": "pass"}})
        sample.night("2025-04-30")
        nights.index()
        phaya, rama = District.objects.get(pk="phaya"), District.objects.get(pk="rama")
        make = Account.objects.create_user
        make("nok", password=sample.PASSWORD, role="district", district=phaya)
        make("lek", password=sample.PASSWORD, role="district", district=rama)
        make("ann", password=sample.PASSWORD, role="reader")
        make("boss", password=sample.PASSWORD, role="central", is_staff=True, is_superuser=True)
        with sample.kept() as restore:
            yield restore
        transaction.set_rollback(True)


@pytest.fixture
def office(furnished, db):
    """The office as it was furnished, whatever other tests did to it."""
    yield
    furnished()


@pytest.fixture
def held(monkeypatch):
    """Without the thread that renews the lease: it would wait for the transaction of the test."""
    monkeypatch.setattr(claims, "held", lambda *_: nullcontext())


@pytest.fixture
def as_(office):
    """``as_("nok")``: a browser in which that person is signed in; ``as_(None)``: nobody."""

    def browser(name: str | None) -> Client:
        client = Client()
        if name:
            client.force_login(Account.objects.get(username=name))
        return client

    return browser
