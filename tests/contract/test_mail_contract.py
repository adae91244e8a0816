"""Mail in bytes and the mail servers' adapter keep their contracts."""

from __future__ import annotations

import pytest

from npmsync.ports import Server
from npmsync.testing import mail, posts
from npmsync.testing.mail_servers import SECRET, USER, Certificates, imap_server, smtp_server
from npmsync_email.adapter import EmailFormat
from npmsync_email.post import SmtpAndImap


@pytest.mark.parametrize("check", mail.CHECKS, ids=lambda check: check.__name__)
def test_mail_keeps_the_contract(check):
    check(mail.Subject(EmailFormat()))


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    for library in ("aiosmtpd", "pymap", "trustme", "imapclient"):
        pytest.importorskip(library, reason="needs the extra test")
    certificates = Certificates(tmp_path_factory.mktemp("certificates"))
    with smtp_server(certificates) as smtp, imap_server(certificates) as imap:
        yield smtp, imap


@pytest.mark.parametrize("check", posts.CHECKS, ids=lambda check: check.__name__)
def test_the_post_keeps_the_contract(check, servers):
    smtp, imap = servers
    sending, mailbox = (Server("localhost", one.port, "starttls", USER, SECRET, ca=one.ca) for one in servers)
    check(posts.Subject(SmtpAndImap(), sending, mailbox, lambda: [one.data for one in smtp.taken], imap.deliver))
