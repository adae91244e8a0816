"""Encrypted connections, the certificate always checked; and what goes wrong with one, in words."""

from __future__ import annotations

import socket
import ssl
from functools import cache
from pathlib import Path

from npmsync.errors import NpmsyncError, Refused, Unreachable
from npmsync.ports import Server

TIMEOUT = 30
"""Seconds without a word from the server, after which the line counts as dead."""

# OpenSSL's X509_V_ERR_ numbers (x509_vfy.h).
_EXPIRED, _NOT_YET, _WRONG_NAME = 10, 9, (62, 64)
_UNKNOWN_ISSUER = (2, 18, 19, 20, 21)


def context(server: Server) -> ssl.SSLContext:
    """The system's trusted authorities, and the NPM's own where it names one. Raises `Refused` for a file that holds
    no certificate."""
    return _context(server.ca)


@cache
def _context(ca: Path | None) -> ssl.SSLContext:
    # Kept: reading the system's authorities takes longer than the rest of a connection.
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is not None:
        try:
            made.load_verify_locations(ca)
        except OSError as error:  # a broken certificate too: ssl.SSLError is one
            raise Refused(
                "bad-authority-file",
                f"{ca} (the mail account's ca) holds no certificate that can be read.",
                "Ask your IT for the authority's certificate in PEM form (it begins with BEGIN CERTIFICATE).",
            ) from error
    return made


def explained(error: Exception, server: Server) -> NpmsyncError:
    """The error in words: a certificate that cannot be trusted is `Refused`, everything else may pass."""
    where = f"{server.host}:{server.port}"
    other = "tls" if server.security == "starttls" else "starttls"
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused("certificate-not-trusted", *_certificate(error, server))
    if isinstance(error, ssl.SSLError):
        return Unreachable(
            "no-encryption",
            f"No encrypted connection to {where} came about ({error.reason or error}).",
            f'Is it the right port? Perhaps the server wants security = "{other}".',
        )
    if isinstance(error, socket.gaierror):
        return Unreachable("no-such-host", f"No server is called {server.host}.", "Check host in npmsync.toml.")
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return Unreachable(
            "server-silent",
            f"{where} did not answer within {TIMEOUT} seconds.",
            f'Check the network and the firewall; perhaps the server wants security = "{other}".',
        )
    if isinstance(error, ConnectionRefusedError):
        return Unreachable("nobody-there", f"Nothing answers at {where}.", "Check host and port in npmsync.toml.")
    return Unreachable("connection-lost", f"The connection to {where} broke ({_short(error)}).", "Try again later.")


def _certificate(error: ssl.SSLCertVerificationError, server: Server) -> tuple[str, str]:
    host = server.host
    if error.verify_code == _EXPIRED:
        return f"The certificate of {host} has expired.", "Tell those who run it; check this computer's date too."
    if error.verify_code == _NOT_YET:
        return f"The certificate of {host} is not valid yet.", "Check this computer's date."
    if error.verify_code in _WRONG_NAME:
        return (
            f"The certificate that {host} shows was made for another name: this may be another server.",
            "Write the name that the certificate has into host, or ask your IT which it is.",
        )
    if error.verify_code in _UNKNOWN_ISSUER:
        return (
            f"The certificate of {host} was issued by nobody whom this computer trusts.",
            "If it is your institution's own authority, ask your IT for its certificate and name the file: ca = ...",
        )
    return f"The certificate of {host} cannot be trusted ({error.verify_message}).", "Ask those who run the server."


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
