"""The sheets of the dialogue workbook, in their order, and their columns."""

from __future__ import annotations

from npmsync.workbook.model import Column, SheetSpec

ID = Column("id", "book.id", "id", 4, open=False)
MESSAGE = Column("message", "book.message", "message", 24, open=False)

DECIDE = SheetSpec(
    "decide",
    "decision",
    (
        ID,
        MESSAGE,
        Column("kind", "paper.what", width=18, open=False),
        Column("record", "book.record", width=22, open=False),
        Column("field", "book.field", width=18, open=False),
        Column("ours", "book.ours", "long", 34, open=False),
        Column("theirs", "book.theirs", "long", 34, open=False),
        Column("take", "book.take", "choice", 20, axis="take"),
        Column("why", "book.why", "long", 26),
        Column("means", "book.means", "long", 30, open=False),
        Column("by", "book.ours_by", width=22, open=False),
        Column("where", "book.where", width=22, open=False),
        Column("since", "due.since", "date", 12, open=False),
    ),
    "red",
    new_rows=False,
)
DUE = SheetSpec(
    "due",
    "due",
    (
        ID,
        MESSAGE,
        Column("since", "due.since", "date", 12, open=False),
        Column("kind", "paper.what", width=20, open=False),
        Column("authority", "paper.authority", width=26, open=False),
        Column("ref", "label.ref", width=11, open=False),
        Column("next", "due.next", "long", 38, open=False),
        Column("channel", "book.channel", "choice", 14, axis="channel"),
        Column("said", "book.said", "long", 34),
        Column("done_on", "book.done_on", "date", 12),
        Column("owner", "due.owner", width=18, open=False),
        Column("text", "due.text", "long", 50, open=False),
    ),
    "amber",
    new_rows=False,
)
AUTHORITIES = SheetSpec(
    "authorities",
    "authority",
    (
        ID,
        MESSAGE,
        Column("name", "paper.authority", width=34, needed=True),
        Column("level", "book.level", "choice", 22, axis="level"),
        Column("parent", "book.parent", "authority", 28),
        Column("departments", "book.departments", "list", 28),
        Column("aliases", "book.aliases", "list", 26),
        Column("languages", "book.language", "languages", 16),
        Column("relevance", "book.relevance", "long", 36),
        Column("mapped_on", "book.mapped_on", "date", 13),
        Column("review_on", "book.review_on", "date", 13),
        Column("open", "book.open", width=10, open=False),
    ),
    due="review_on",
)
CONTACTS = SheetSpec(
    "contacts",
    "contact",
    (
        ID,
        MESSAGE,
        Column("authority", "paper.authority", "authority", 30, needed=True),
        Column("name", "book.name", width=26, needed=True),
        Column("title", "book.function", width=24),
        Column("department", "book.department", width=22),
        Column("rank", "book.rank", "choice", 14, axis="rank"),
        Column("email", "book.email", width=28),
        Column("phone", "book.phone", width=18),
        Column("language", "book.language", "languages", 14),
        Column("designated_on", "book.designated_on", "date", 13),
        Column("since", "book.in_office_since", "date", 13),
        Column("until", "book.in_office_until", "date", 13),
        Column("successor", "book.successor", "contact", 26),
    ),
)
MEETINGS = SheetSpec(
    "meetings",
    "meeting",
    (
        ID,
        MESSAGE,
        Column("day", "paper.day", "date", 12, part_of="time", needed=True),
        Column("from", "book.from", "time", 8, part_of="time"),
        Column("to", "book.to", "time", 8, part_of="time"),
        Column("kind", "book.meeting_kind", "choice", 18, axis="meeting_kind"),
        Column("title", "book.meeting_title", width=34),
        Column("authorities", "book.with", "authorities", 32, needed=True),
        Column("place", "book.room", width=20),
        Column("status", "book.state", "choice", 14, axis="meeting_status"),
        Column("cancelled_because", "book.cancelled_because", "long", 26),
        Column("led_by", "book.led_by", width=20, open=False),
        Column("because", "book.because", "long", 36, open=False),
        Column("attended", "book.attended", "list", 28),
        Column("minutes", "book.minutes", "long", 40),
    ),
    "green",
)
INVITED = SheetSpec(
    "invited",
    "invited",
    (
        ID,
        MESSAGE,
        Column("day", "paper.day", "date", 12, open=False),
        Column("meeting", "book.meeting", width=34, open=False),
        Column("authority", "paper.authority", width=28, open=False),
        Column("name", "book.name", width=26, open=False),
        Column("email", "book.email", width=28, open=False),
        Column("partstat", "book.answer", "choice", 16, axis="partstat"),
        Column("agreed_on", "book.agreed_on", "date", 13),
    ),
    "green",
    new_rows=False,
)
EXCHANGES = SheetSpec(
    "exchanges",
    "exchange",
    (
        ID,
        MESSAGE,
        Column("on", "paper.day", "date", 12),
        Column("authority", "paper.authority", "authority", 30, needed=True),
        Column("channel", "book.channel", "choice", 14, axis="channel", needed=True),
        Column("summary", "book.said", "long", 50, needed=True),
        Column("counterpart", "book.counterpart", width=24),
        Column("by", "book.by", width=20),
        Column("obstacle", "book.obstacle", "yes", 12),
    ),
    "green",
)
COMMITMENTS = SheetSpec(
    "commitments",
    "commitment",
    (
        ID,
        MESSAGE,
        Column("authority", "book.committed", "authority", 30),
        Column("text", "book.commitment", "long", 50, needed=True),
        Column("due", "book.by_when", "date", 12),
        Column("done_on", "book.done_on", "date", 12),
        Column("by", "book.said_by", width=22),
        Column("recommendation", "label.ref", "ref", 14),
        Column("meeting", "book.meeting", width=34, open=False),
    ),
    "green",
    due="due",
    unless="done_on",
)
RECOMMENDATIONS = SheetSpec(
    "recommendations",
    "recommendation",
    (
        ID,
        MESSAGE,
        Column("ref", "label.ref", width=12),
        Column("text", "label.recommendation", "long", 60, needed=True),
        Column("addressees", "label.addressees", "authorities", 30),
        Column("place", "label.place", width=20),
        Column("topics", "label.topic", "list", 18),
        Column("issued_on", "label.issued_on", "date", 12),
        Column("response_due", "label.response_due", "date", 12),
        Column("priority", "label.priority", "choice", 12, axis="priority"),
        Column("status", "label.status", "choice", 20, axis="status"),
        Column("status_basis", "book.basis", width=22),
        Column("notes", "book.notes", "long", 36),
        Column("reiterates", "book.reiterates", width=14),
        Column("made", "book.made", width=18, open=False),
    ),
)
RESPONSES = SheetSpec(
    "responses",
    "response",
    (
        ID,
        MESSAGE,
        Column("recommendation", "label.ref", "ref", 12),
        Column("subject", "label.recommendation", "long", 44, open=False),
        Column("authority", "paper.authority", "authority", 28),
        Column("response_due", "label.response_due", "date", 12, open=False),
        Column("responded_on", "label.responded_on", "date", 12),
        Column("position", "label.position", "choice", 18, axis="position"),
        Column("text", "label.response_text", "long", 44),
        Column("actions", "label.actions", "long", 36),
        Column("reasons", "label.reasons", "long", 30),
        Column("planned_on", "label.implementation_due", "date", 12),
    ),
)

MAPPING = SheetSpec(
    "mapping",
    "mapping",
    (
        ID,
        MESSAGE,
        Column("name", "paper.authority", width=36, open=False),
        Column("influence", "book.influence", "choice", 14, axis="influence"),
        Column("attitude", "book.attitude", "choice", 16, axis="attitude"),
        Column("grounds", "book.grounds", "long", 60),
        Column("on", "book.looked_at", "date", 13),
    ),
    "amber",
    new_rows=False,
)

SHEETS = (
    DECIDE, DUE, AUTHORITIES, CONTACTS, MEETINGS, INVITED, EXCHANGES, COMMITMENTS, RECOMMENDATIONS, RESPONSES,
)  # fmt: skip
BY_NAME = {spec.name: spec for spec in (*SHEETS, MAPPING)}
