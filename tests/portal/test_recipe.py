"""The recipe of docs/portal.md: its files are read by the programs they are for; backup and restore are run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.portal.office import Office, pages, targets

pytestmark = pytest.mark.processes
GUIDE = Path(__file__).parents[2] / "docs" / "portal.md"
_FILE = re.compile(r"`(/[^`\s]+)`[^`\n]*:\n\n```\w+\n(.*?)```", re.DOTALL)
_ROWS = """
from django.apps import apps
for kind in apps.get_models():
    print(kind._meta.label, sorted(str(row) for row in kind._default_manager.values_list()))
"""


def files():
    """The files that the guide tells to write: path → text."""
    return dict(_FILE.findall(GUIDE.read_text(encoding="utf-8")))


def needs(program):
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def test_the_guide_has_its_files():
    assert sorted(files()) == [
        "/etc/nginx/sites-available/oit",
        "/etc/oit/portal.env",
        "/etc/systemd/system/oit-portal.service",
        "/usr/local/sbin/oit-backup",
        "/usr/local/sbin/oit-restore",
    ]


def test_systemd_reads_the_unit(tmp_path):
    """``systemd-analyze verify``, with a program that is installed here in the place of ours."""
    analyze = needs("systemd-analyze")
    text = files()["/etc/systemd/system/oit-portal.service"]
    assert "ExecStart=/opt/oit/bin/oit serve" in text
    unit = tmp_path / "oit-portal.service"
    unit.write_text(text.replace("/opt/oit/bin/oit", "/bin/true"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "oit-portal" in line]) == (0, [])


def test_nginx_reads_its_site(tmp_path):
    """``nginx -t``, with a certificate of our own."""
    nginx, openssl = needs("nginx"), needs("openssl")
    words = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=oit.example.go.th",
        "-days",
        "1",
    ]
    subprocess.run(
        [*words, "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    site = files()["/etc/nginx/sites-available/oit"].replace(
        "/etc/letsencrypt/live/oit.example.go.th", str(tmp_path)
    )
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n",
        encoding="utf-8",
    )
    done = subprocess.run([nginx, "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_setting_of_the_environment_is_one_of_ours():
    """A name that is mistyped in the guide would silently do nothing."""
    code = (GUIDE.parents[1] / "portal" / "settings.py").read_text(encoding="utf-8")
    known = {f"OIT_PORTAL_{name}" for name in re.findall(r'_(?:said|flag)\("(\w+)"', code)}
    named = set(re.findall(r"OIT_PORTAL_[A-Z_]+[A-Z]", GUIDE.read_text(encoding="utf-8")))
    assert named - known - {"OIT_PORTAL_ADMIN_PASSWORD"} == set()
    table = GUIDE.read_text(encoding="utf-8").partition("## Settings")[2]
    assert {name for name in known if f"`{name.removeprefix('OIT_PORTAL_')}`" not in table} == {
        "OIT_PORTAL_SECRET",
        "OIT_PORTAL_LOG",
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request):
    """Two databases, the second of them empty: the URL of each, "" for SQLite."""
    if request.param == "sqlite":
        needs("sqlite3")
        return "", ""
    needs("pg_restore")
    server = request.getfixturevalue("postgresql_server")
    return server("first"), server("second")


def test_what_was_backed_up_is_there_again(tmp_path, databases):
    """Every row of every table, and every file: taken from one office, put into another."""
    scripts = {}
    for name in ("backup", "restore"):
        scripts[name] = tmp_path / name
        scripts[name].write_text(files()[f"/usr/local/sbin/oit-{name}"], encoding="utf-8")
    with pages() as site:
        old = Office(
            tmp_path / "old", DB=databases[0], TARGETS=str(targets(tmp_path / "targets.yaml", site, 3))
        )
        old.run("from portal.start import prepare\nprepare()")
    (old.data / "checks" / "x").mkdir(parents=True)
    (old.data / "checks" / "x" / "evidence.warc").write_bytes(b"evidence")
    new = Office(tmp_path / "new", DB=databases[1])
    subprocess.run(["sh", scripts["backup"], tmp_path / "copy"], env=old.env, check=True)
    subprocess.run(["sh", scripts["restore"], tmp_path / "copy"], env=new.env, check=True)
    assert new.run(_ROWS) == old.run(_ROWS)
    assert "District 2" in new.run(_ROWS)
    for name in ("secret.key", "targets.yaml", "checks/x/evidence.warc"):
        assert (new.data / name).read_bytes() == (old.data / name).read_bytes()
    assert new.run("from portal.start import prepare\nprepare()") == ""
