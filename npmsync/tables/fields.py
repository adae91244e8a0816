"""What kind of thing each field of headers.csv holds, as far as reading and writing its cells goes."""

from __future__ import annotations

DUE_FIELDS = frozenset({"response_due", "implementation_due"})
"""A period there means its last day."""
DATE_FIELDS = DUE_FIELDS | {
    "visit_date",
    "issued_on",
    "responded_on",
    "planned_on",
    "assessed_on",
    "next_meeting",
    "since",
    "until",
}
AXIS_FIELDS = frozenset({"status", "position", "priority", "confidentiality"})
"""Closed sets of words; the field's name is the axis' name in values.csv."""
LIST_FIELDS = frozenset({"addressees", "topics"})
UNREAD_FIELDS = frozenset({"days_overdue"})
"""Derived from others, often by a formula: recognised, never read, never written."""
CONTACT_FIELDS = {
    "addressees": "authority",
    "focal_point": "name",
    "contact_title": "title",
    "position": "title",
    "contact_email": "email",
    "contact_phone": "phone",
    "contact_language": "language",
    "contact_since": "since",
    "contact_until": "until",
}
"""A header's field -> the field of a contact, in a table of contacts."""
