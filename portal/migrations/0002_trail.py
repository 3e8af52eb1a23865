"""The trail is only added to: the database itself refuses anything else."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """
CREATE TRIGGER trail_{act} BEFORE {act} ON portal_trailentry
BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END
"""
_POSTGRESQL = (
    """
CREATE FUNCTION trail_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is only added to'; END $$
""",
    """
CREATE TRIGGER trail_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON portal_trailentry
FOR EACH STATEMENT EXECUTE FUNCTION trail_only_added_to()
""",
)


def guard(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    del apps
    sqlite = [_SQLITE.format(act=act) for act in ("UPDATE", "DELETE")]
    for statement in sqlite if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers on the table of the trail."""

    dependencies: ClassVar = [("portal", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(guard, migrations.RunPython.noop)]
