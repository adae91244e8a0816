"""What the core asks of an adapter. This package and `hookspecs.py` are the whole contract.

Ports, each a small protocol over plain values:

    TableFormat     a file that holds tables: read as a Workbook, written by changing cells and appending rows
    TableStore      the same on a server, where others edit at the same time; SheetMaker makes a sheet there
    CalendarFormat  invitations, updates, cancellations and feeds as calendar data, and replies and events read from it
    CalendarStore   a calendar that lives elsewhere: its objects, what changed since, and writing them one by one
    MailFormat      one message for one attendee, and what came back
    Post            the servers that take mail to be sent, and keep what came
    Renderer        a document for an authority as a file
    DossierRenderer a report, an agenda, a brief as a file
    WorkbookRenderer the dialogue workbook as a new file
    LetterFormat    a letter that came in, as paragraphs
    Envelope        a file that holds other files: a saved mail with its attachments
    Seal            a password on a document
    DueRule         what else is due today, by a rule of the house or of the law
    AddressBook     a file of people, as business cards

Adapters recognise nothing and decide nothing: which cells form a table, what a column means, who may see a field and
whether a change may be taken are the core's. An adapter raises only the classes of `npmsync.errors`.
Rows and columns count from 1, as people count them.
"""

from __future__ import annotations

from npmsync.ports.calendars import (
    Attendee,
    CalendarAccess,
    CalendarChanges,
    CalendarEvent,
    CalendarFormat,
    CalendarItem,
    CalendarRead,
    CalendarReply,
    CalendarServer,
    CalendarStore,
    Method,
    StoredObject,
)
from npmsync.ports.contacts import AddressBook, BusinessCard
from npmsync.ports.documents import (
    DossierRenderer,
    Enclosed,
    Envelope,
    LetterFormat,
    Opening,
    Renderer,
    Seal,
    Shows,
    WorkbookRenderer,
)
from npmsync.ports.due_rules import DueRule, RuleItem
from npmsync.ports.mail import (
    Attachment,
    Bounce,
    Fetched,
    Mailbox,
    MailFormat,
    MailKind,
    Message,
    Post,
    Received,
    Sending,
    Server,
)
from npmsync.ports.tables import (
    Area,
    Capability,
    CellValue,
    Secrets,
    Sheet,
    SheetMaker,
    TableChanges,
    TableFormat,
    TableStore,
    Visibility,
    Workbook,
    Written,
)

__all__ = [
    "AddressBook",
    "Area",
    "Attachment",
    "Attendee",
    "Bounce",
    "BusinessCard",
    "CalendarAccess",
    "CalendarChanges",
    "CalendarEvent",
    "CalendarFormat",
    "CalendarItem",
    "CalendarRead",
    "CalendarReply",
    "CalendarServer",
    "CalendarStore",
    "Capability",
    "CellValue",
    "DossierRenderer",
    "DueRule",
    "Enclosed",
    "Envelope",
    "Fetched",
    "LetterFormat",
    "MailFormat",
    "MailKind",
    "Mailbox",
    "Message",
    "Method",
    "Opening",
    "Post",
    "Received",
    "Renderer",
    "RuleItem",
    "Seal",
    "Secrets",
    "Sending",
    "Server",
    "Sheet",
    "SheetMaker",
    "Shows",
    "StoredObject",
    "TableChanges",
    "TableFormat",
    "TableStore",
    "Visibility",
    "Workbook",
    "WorkbookRenderer",
    "Written",
]
