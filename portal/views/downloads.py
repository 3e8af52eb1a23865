"""The last night of a district as a file to take along."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

import reports
from portal import nights
from portal.models import District
from portal.pages import language
from reports.files import slug

#: Formats that a district downloads: media type, the file below the report's folder.
DOWNLOADS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "report.xlsx"),
    "line": ("text/plain; charset=utf-8", "line/{id}.txt"),
    "memo": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "memo/{id}.docx"),
}


def download(request: HttpRequest, district: District, form: str) -> HttpResponse:
    """The last night of this district as a file, with what is waived now."""
    del request
    night = nights.latest()
    audit = nights.alone(night, district) if night else None
    if form not in DOWNLOADS or audit is None:
        raise Http404
    return file_of(audit, form, district.pk)


def file_of(audit: dict[str, Any], form: str, district: str) -> HttpResponse:
    """One district's audit rendered in one format, as a download.  Raises Http404 when it was not judged."""
    kind, name = DOWNLOADS[form]
    with TemporaryDirectory(prefix="oit-download-") as folder:
        reports.render(audit, [form], Path(folder), language())
        path = Path(folder) / name.format(id=slug(district))
        if not path.exists():
            raise Http404
        response = HttpResponse(path.read_bytes(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="oit-{slug(district)}{path.suffix}"'
    return response
