"""`npmsync.ports.MailFormat` as Internet mail."""

from __future__ import annotations

from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Message, Received


class EmailFormat:
    """Mail in bytes, CRLF. Pure: the same message gives the same bytes."""

    def compose(self, message: Outgoing[Message]) -> bytes:
        """An invitation with its calendar part, or a letter without one. Raises `Refused` for an address that is none,
        and for a Message-ID or a header that could carry another header."""
        from npmsync_email.compose import compose

        return compose(message.content)

    def calendars(self, data: bytes) -> list[tuple[str, bytes]]:
        """(sender's address in lower case, calendar object in UTF-8) for each calendar part, the same one only once.
        The sender is that of the message itself: nothing in a forwarded message counts. Raises `Refused` where there
        is no calendar part, or no one sender."""
        from npmsync_email.parts import calendars

        return calendars(data)

    def read(self, data: bytes, authserv: str | None = None) -> Received:
        """What a mail is: a calendar answer, a bounce (RFC 3464 and others), an automatic reply (RFC 3834), a sealed
        mail or words. Raises `Refused` for what is empty, too large or nested too deep, and for one without one
        sender."""
        from npmsync_email.incoming import received

        return received(data, authserv)
