"""The agenda of an invitation as a file beside it: for whoever has to hand it on, print it or write into it.

Only a long one: a short one stands in the mail, and every file more is one that a gateway may stop. It holds what the
mail holds, which everyone invited may read, in the language of the mail.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from npmsync.actions.meeting_papers import meeting_code
from npmsync.actions.opened import Opened
from npmsync.documents.meeting_agenda import AgendaSpec, agenda_dossier
from npmsync.documents.visible import SharedMeeting
from npmsync.documents.wording import Wording
from npmsync.domain import Meeting
from npmsync.domain.outgoing import Outgoing
from npmsync.errors import UnknownName
from npmsync.ports import Attachment, DossierRenderer

LARGEST = 1_000_000
"""Bytes: many offices take no larger mail, and the text of the mail has it all."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def agenda_file(
    opened: Opened, meeting: Meeting, shared: Outgoing[SharedMeeting], wording: Wording
) -> tuple[Attachment, ...]:
    """The file; () where the agenda is short or called off, where no plugin makes workbooks, or it were too large."""
    if not meeting.live or len(shared.content.agenda) < opened.settings.meetings.attach_agenda_from:
        return ()
    try:
        renderer: DossierRenderer = opened.plugin("dossier", "xlsx")
    except UnknownName:
        return ()
    spec = AgendaSpec(opened.settings.npm, wording, opened.today, meeting_code(meeting))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "agenda.xlsx"
        renderer.render(agenda_dossier(shared, spec), target)
        data = target.read_bytes()
    return (Attachment("agenda.xlsx", _XLSX, data),) if len(data) <= LARGEST else ()
