"""Mail servers on loopback, with certificates that the test makes: what is sent to them is kept, and they answer as
they are told. aiosmtpd for what is sent, pymap for a mailbox; both speak the real protocols over TLS.

    with smtp_server(Certificates(folder)) as server:
        server.answers["a@x.example"] = ["451 4.2.1 later"]     # to the first RCPT of this address
        ...
        server.taken[0].recipient
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

USER, SECRET = "office@npm.example", "a long passphrase"


class Certificates:
    """An authority of the test's own and a certificate for a name; `ca` is the authority's file."""

    def __init__(self, folder: Path, name: str = "localhost", **more: Any) -> None:
        import trustme

        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA()
        issued = authority.issue_cert(name, **more)
        self.ca, self.certificate, self.key = (folder / part for part in ("ca.pem", "certificate.pem", "key.pem"))
        authority.cert_pem.write_to_path(str(self.ca))
        issued.private_key_pem.write_to_path(str(self.key))
        for number, blob in enumerate(issued.cert_chain_pems):
            blob.write_to_path(str(self.certificate), append=number > 0)

    def context(self) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.certificate, self.key)
        return made


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that the server took."""

    sender: str
    recipient: str
    data: bytes


@dataclass
class SmtpServer:
    """A running server. `answers` maps an address to what its next RCPTs are answered ("451 later"), `data_answers` are
    for the next messages; "drop" breaks the line without an answer, after the message was kept. `before_answer` is
    called with each message once it was taken and before that is said."""

    port: int
    ca: Path
    host: str = "localhost"
    taken: list[Taken] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    data_answers: list[str] = field(default_factory=list)
    before_answer: Callable[[Taken], None] = lambda taken: None
    logins: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answers[address]:
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.data_answers.pop(0) if self.data_answers else ""
        if answer.startswith(("4", "5")):
            return answer
        (recipient,) = envelope.rcpt_tos
        self.taken.append(Taken(envelope.mail_from, recipient, envelope.content))
        self.before_answer(self.taken[-1])
        if answer == "drop":
            server.transport.abort()
            await asyncio.sleep(1)
        return f"250 2.0.0 Queued as {len(self.taken)}"

    async def auth_XOAUTH2(self, server: Any, words: list[str]) -> Any:
        """An access token in the place of a password, as Google and Microsoft have it; SECRET is the right one."""
        import base64

        from aiosmtpd.smtp import AuthResult

        said = base64.b64decode(words[1]) if len(words) > 1 else await server.challenge_auth("")
        self.logins += 1
        right = said == f"user={USER}\x01auth=Bearer {SECRET}\x01\x01".encode()
        return AuthResult(success=right, handled=False)

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        self.logins += 1
        right = (getattr(data, "login", b""), getattr(data, "password", b"")) == (USER.encode(), SECRET.encode())
        return AuthResult(success=right, handled=False)


@contextlib.contextmanager
def smtp_server(certificates: Certificates, security: str = "starttls", login: bool = True) -> Iterator[SmtpServer]:
    """A server that takes mail over STARTTLS or TLS ("none": one without encryption)."""
    from aiosmtpd.smtp import SMTP

    made = SmtpServer(_free_port(), certificates.ca)
    secure = certificates.context()

    def session() -> SMTP:
        return SMTP(
            made,
            hostname="mail.test",
            tls_context=secure if security == "starttls" else None,
            require_starttls=security == "starttls",
            authenticator=made.authenticate if login else None,
            auth_required=login,
            auth_require_tls=security == "starttls",
            loop=loop,
        )

    loop = asyncio.new_event_loop()
    with contextlib.ExitStack() as stack:
        import warnings

        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore", UserWarning)  # "AUTH without TLS": the socket itself is encrypted
        listening = loop.run_until_complete(
            loop.create_server(session, "127.0.0.1", made.port, ssl=secure if security == "tls" else None)
        )
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            loop.call_soon_threadsafe(listening.close)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0.01))
            loop.close()


@dataclass(frozen=True, slots=True)
class ImapServer:
    """A running mailbox, reached with STARTTLS; USER and SECRET let one in. `process` may be killed."""

    port: int
    ca: Path
    process: subprocess.Popen[bytes]
    host: str = "localhost"

    def client(self) -> Any:
        """A logged-in client of the test's own."""
        from imapclient import IMAPClient

        client = IMAPClient(self.host, self.port, ssl=False)
        client.starttls(ssl.create_default_context(cafile=str(self.ca)))
        client.login(USER, SECRET)
        return client

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Puts mails into the mailbox as if they had come in."""
        client = self.client()
        try:
            for mail in mails:
                client.append(folder, mail)
        finally:
            client.logout()


@contextlib.contextmanager
def imap_server(certificates: Certificates) -> Iterator[ImapServer]:
    """A mailbox in the memory of a process of its own."""
    port = _free_port()
    command = [
        str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--cert",
        str(certificates.certificate), "--key", str(certificates.key), "dict", "--demo-data", "--demo-user", USER,
        "--demo-password", SECRET,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield ImapServer(port, certificates.ca, process)
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("the mailbox server did not start")


DOVECOT = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
{users}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  {chroot}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
  }}
}}
"""


@contextlib.contextmanager
def dovecot_server(certificates: Certificates) -> Iterator[tuple[ImapServer, int]]:
    """Dovecot, as most institutions on the Internet run it, with a mailbox of its own; and its port for TLS from the
    first byte. Raises RuntimeError where it is not installed."""
    import grp
    import os
    import pwd
    import shutil
    import tempfile

    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        raise RuntimeError("dovecot is not installed (Debian: apt-get install dovecot-imapd)")
    folder = Path(tempfile.mkdtemp(prefix="npmsync-dovecot-"))
    folder.chmod(0o755)  # its processes run as several users where they may
    starttls, tls = _free_port(), _free_port()
    (folder / "mail").mkdir()
    uid, gid = os.getuid(), os.getgid()
    root = uid == 0
    if root:  # Dovecot keeps no mail as root
        uid, gid = pwd.getpwnam("nobody")[2:4]
        os.chown(folder / "mail", uid, gid)
    me, us = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
    alone = f"default_internal_user = {me}\ndefault_internal_group = {us}\ndefault_login_user = {me}"
    settings = DOVECOT.format(
        folder=folder, certificate=certificates.certificate, key=certificates.key, uid=uid, gid=gid,
        users="" if root else alone, chroot="" if root else "chroot =", starttls=starttls, tls=tls,
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(settings, "utf-8")
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{SECRET}\n", "utf-8")
    process = subprocess.Popen(
        [program, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(starttls, process)
        yield ImapServer(starttls, certificates.ca, process), tls
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
