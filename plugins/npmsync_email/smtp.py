"""Handing mail over (RFC 5321), one recipient a message, always encrypted (RFC 3207, RFC 8314)."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from npmsync.domain.outgoing import Outgoing
from npmsync.errors import NpmsyncError, Refused, Unreachable
from npmsync.ports import Server
from npmsync_email.tls import TIMEOUT, context, explained


@contextmanager
def sending(server: Server) -> Iterator[SmtpSending]:
    """A connection, encrypted and logged in. Raises `Refused` or `Unreachable`, in words."""
    smtp = _connected(server)
    try:
        yield SmtpSending(smtp, server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


class SmtpSending:
    """`npmsync.ports.Sending` over one connection."""

    def __init__(self, smtp: smtplib.SMTP, server: Server) -> None:
        self._smtp = smtp
        self._server = server

    def offer(self, sender: str, recipient: str) -> None:
        """MAIL and RCPT: nothing of the message goes over yet."""
        try:
            self._smtp.rset()
            self._expect(self._smtp.mail(sender), "sender-refused", f"mail from {sender}")
            self._expect(self._smtp.rcpt(recipient), "recipient-refused", f"mail to {recipient}")
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise explained(error, self._server) from error

    def hand_over(self, message: Outgoing[bytes]) -> str:
        """DATA (RFC 5321 section 4.1.1.4). Once the last dot is out, only the server's answer tells whether the message
        was taken, so its loss is an error of its own."""
        smtp = self._smtp
        data = _dotted(message.content)  # before DATA: what comes after it is the message, whatever it is
        try:
            code, said = smtp.docmd("DATA")
            if code != 354:
                self._expect((code, said), "message-refused", "the message")
                raise Unreachable("message-later", f"{self._server.host} was not ready.", "Try again later.")
            smtp.send(data)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise explained(error, self._server) from error
        try:
            answer = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(
                "answer-lost",
                f"The connection to {self._server.host} broke while it was to say whether it takes the message.",
                "It may have been sent: look into the folder of sent mail, or ask the person.",
            ) from error
        self._expect(answer, "message-refused", "the message")
        return _words(answer)

    def _expect(self, answer: tuple[int, bytes], name: str, what: str) -> None:
        code = answer[0]
        if 200 <= code < 300:
            return
        said = f"{self._server.host} does not take {what}: {_words(answer)}"
        if 500 <= code < 600:
            raise Refused(name, said, _HINTS[name])
        raise Unreachable(f"{name}-for-now", said, "It may later: run the command again.")


_HINTS = {
    "sender-refused": "The account may not send as the organiser: ask who runs the server for the right to.",
    "recipient-refused": "Check the address in the list of contacts, or ask the person for the right one.",
    "message-refused": "Read what the server says; a person can still send the file from the outbox.",
}


def _connected(server: Server) -> smtplib.SMTP:
    secure = context(server)
    try:
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=secure)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    except (smtplib.SMTPException, OSError) as error:
        raise explained(error, server) from error
    try:
        _secured(smtp, server)
        _logged_in(smtp, server)
    except BaseException as error:
        smtp.close()
        if isinstance(error, smtplib.SMTPException | OSError):
            raise explained(error, server) from error
        raise
    return smtp


def _secured(smtp: smtplib.SMTP, server: Server) -> None:
    if server.security == "tls":
        smtp.ehlo()
        return
    try:
        smtp.starttls(context=context(server))
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
        raise Refused(
            "no-encryption",
            f"{server.host}:{server.port} offers no encryption (STARTTLS), and mail is not sent without.",
            'Try security = "tls", or another port; ask who runs the server.',
        ) from error
    smtp.ehlo()


def _logged_in(smtp: smtplib.SMTP, server: Server) -> None:
    if server.user is None:
        return
    try:
        if server.oauth:
            bearer = f"user={server.user}\x01auth=Bearer {server.secret}\x01\x01"
            # A refusal comes as a challenge that an empty line answers (Google's and Microsoft's XOAUTH2).
            smtp.auth("XOAUTH2", lambda challenge=None: bearer if challenge is None else "", initial_response_ok=True)
        else:
            smtp.login(server.user, server.secret or "")
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPException) as error:
        raise login_refused(server, error) from error


def login_refused(server: Server, error: Exception) -> NpmsyncError:
    """The login was not taken. The secret is in no message."""
    said = _words(error.args[:2]) if len(error.args) >= 2 else " ".join(str(error).removeprefix("b").split())[:200]
    return Refused(
        "login-refused",
        f"{server.host} does not let {server.user} in: {said}",
        "Check user and the secret (docs/mail.md: many services want an app password, or an OAuth token).",
    )


def _words(answer: tuple[object, ...]) -> str:
    code, said = answer[0], answer[1]
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(text.split())}"[:500]


def _dotted(data: bytes) -> bytes:
    """Dot-stuffed, ended (RFC 5321 section 4.5.2). Lines end in CRLF as composed."""
    body = data if data.endswith(b"\r\n") else data + b"\r\n"
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    return (b"." + stuffed if stuffed.startswith(b".") else stuffed) + b".\r\n"
