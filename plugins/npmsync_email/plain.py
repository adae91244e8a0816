"""The plain text of a mail: for readers that show no HTML, for screen readers and telephones on a bad line."""

from __future__ import annotations

from npmsync.ports import Message


def plain_body(message: Message) -> str:
    """Paragraphs apart by blank lines, the agenda, an item a line, and the close."""
    agenda = "\n".join(" – ".join(cell for cell in row if cell) for row in message.table[1:])
    parts = (part.strip() for part in (*message.paragraphs, agenda, *message.closing))
    return "\n\n".join(part for part in parts if part) + "\n"
