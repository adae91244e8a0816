"""Answers are taken from real mailboxes: each once, nothing marked, nothing deleted, what is not ours passed over."""

from __future__ import annotations

import base64
import email
import itertools
import socket
import threading
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest

from npmsync.errors import NpmsyncError, Refused
from npmsync.ports import Server
from npmsync.testing.mail_servers import SECRET, dovecot_server
from npmsync_email.imap import mailbox

DATA = Path(__file__).parents[2] / "data" / "replies"
_FOLDER = itertools.count()


@pytest.fixture(scope="session")
def dovecot(certificates):
    try:
        with dovecot_server(certificates) as server:
            yield server
    except RuntimeError as why:
        pytest.skip(str(why))


ALL_SERVERS = pytest.mark.parametrize("box", ["pymap starttls", "dovecot starttls", "dovecot tls"], indirect=True)


@pytest.fixture
def box(request, office, smtp):
    """A mailbox with a folder of this test's own, named in another alphabet, and the office that looks into it."""
    kind, security = getattr(request, "param", "pymap starttls").split()
    server, port = request.getfixturevalue("imap"), 0
    if kind == "dovecot":
        server, port = request.getfixturevalue("dovecot")
    folder = f"Answers {next(_FOLDER)}" if kind == "pymap" else f"Réponses {next(_FOLDER)}"
    with server.client() as client:
        client.create_folder(folder)
    port = server.port if security == "starttls" else port
    office.connect(
        smtp.ca, smtp=(smtp.port, "starttls"), imap=(port, security, f'folders = ["{folder}"]', 'sent_folder = "Sent"')
    )
    office.box, office.folder = server, folder
    with server.client() as client:
        office.kept_before = client.folder_status("Sent", ["MESSAGES"])[b"MESSAGES"]
    return office


def said(name):
    return (DATA / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


def reply_to(taken, partstat="ACCEPTED"):
    """What the program of the person who got this invitation would send."""
    mail = email.message_from_bytes(taken.data, policy=default)
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    lines = part.get_content().replace("\r\n ", "").splitlines()
    mine = next(line for line in lines if line.startswith("ATTENDEE") and line.endswith(taken.recipient))
    kept = [line for line in lines if not line.startswith(("ATTENDEE", "METHOD", "DESCRIPTION"))]
    kept[1:1] = ["METHOD:REPLY"]
    kept[kept.index("END:VEVENT") : kept.index("END:VEVENT")] = [mine.replace("NEEDS-ACTION", partstat)]
    return (
        f"From: <{taken.recipient}>\r\nTo: <nino@npm.example>\r\nSubject: Re\r\nIn-Reply-To: {mail['Message-ID']}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n" + "\r\n".join(kept) + "\r\n"
    ).encode()


@ALL_SERVERS
def test_an_invitation_goes_out_and_its_answer_comes_in_once(box, smtp):
    box.send()
    with box.box.client() as client:
        assert client.folder_status("Sent", ["MESSAGES"])[b"MESSAGES"] - box.kept_before == 6
    first = smtp.taken[0]
    other = b"From: <friend@x.example>\r\nSubject: Lunch?\r\n\r\nAt noon?\r\n"
    box.box.deliver(
        other, reply_to(first), reply_to(smtp.taken[1], "DECLINED"), said("away_exchange"), folder=box.folder
    )
    done = box.command("replies", "--via", "office")
    assert {(one["attendee"], one["partstat"]) for one in done["taken"]} == {
        (first.recipient, "accepted"), (smtp.taken[1].recipient, "declined"),
    }  # fmt: skip
    assert [one["attendee"] for one in done["noted"]] == ["one@justice.example"]
    assert done["refused"] == done["waiting"] == []
    kept = {path.read_bytes() for path in (box.root / "archive").iterdir()}
    assert len(kept) == 3 and other not in kept
    again = box.command("replies", "--via", "office")
    assert (again["taken"], again["noted"]) == ([], [])
    with box.box.client() as client:
        client.select_folder(box.folder, readonly=True)
        assert client.search("UNSEEN") == client.search("ALL") and len(client.search("ALL")) == 4
    away = [m.note for m in box.mailings() if m.note]
    assert len(away) == 1 and "automatic reply" in away[0]


def test_what_did_not_arrive_waits_with_the_contact_named_and_falls_due(box):
    def due(kind):
        return [item for item in box.command("due") if item["kind"] == kind]

    box.send()
    box.box.deliver(said("bounce_postfix"), said("bounce_of_another_mail"), folder=box.folder)
    done = box.command("replies", "--via", "office", code=3)
    (lost,) = done["waiting"]
    assert "did not arrive: 5.1.1 550 5.1.1 User unknown" in lost["why"] and lost["attendee"] == "one@justice.example"
    assert done["passed_over"] == 1
    (item,) = due("undelivered")
    assert item["person"] == "one@justice.example" and "it came back" in item["suggestion"]
    # It got through another way: an answer in words comes, which only a person can count.
    box.box.deliver(said("answers_in_words"), folder=box.folder)
    (words,) = box.command("replies", "--via", "office", code=3)["waiting"]
    assert "npmsync meetings rsvp m1 one@justice.example" in words["why"] and due("undelivered") == []
    (item,) = due("unanswered")
    assert item["person"] == "one@justice.example" and "read it, then record it" in item["suggestion"]
    box.command("meetings", "rsvp", "m1", "one@justice.example", "accepted")
    assert due("unanswered") == due("undelivered") == []


def test_a_mailbox_that_was_made_anew_is_read_anew_and_nothing_counts_twice(office, smtp, imap):
    from npmsync.store import mailings

    with imap.client() as client:
        client.create_folder("Anew")
    office.connect(
        smtp.ca, smtp=(smtp.port, "starttls"), imap=(imap.port, "starttls", 'folders = ["Anew"]', "mark_read = true")
    )
    office.send()
    imap.deliver(reply_to(smtp.taken[0]), folder="Anew")
    assert len(office.command("replies", "--via", "office")["taken"]) == 1
    with imap.client() as client:
        client.select_folder("Anew", readonly=True)
        assert client.search("UNSEEN") == []  # only because npmsync.toml says so
    with office.open() as workspace, workspace.store.transaction() as connection:
        mailings.put_read_up_to(connection, "office", "Anew", 1, 10_000)
    assert office.command("replies", "--via", "office")["taken"] == []
    imap.deliver(reply_to(smtp.taken[1]), folder="Anew")
    assert len(office.command("replies", "--via", "office")["taken"]) == 1


def test_folders_and_saved_boxes_are_taken_in_whole(office, smtp, tmp_path):
    import mailbox

    office.send()
    saved = mailbox.mbox(tmp_path / "Inbox.mbox")
    for mail in (reply_to(smtp.taken[0]), b"From: <a@x.example>\r\nSubject: Lunch\r\n\r\nNoon?\r\n"):
        saved.add(mail)
    saved.close()
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "one.eml").write_bytes(reply_to(smtp.taken[1]))
    (folder / "old.msg").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500))
    (folder / "notes.txt").write_text("not looked at")
    done = office.command("replies", str(tmp_path / "Inbox.mbox"), str(folder), code=3)
    assert len(done["taken"]) == 2 and done["passed_over"] == 1
    (refused,) = done["refused"]
    assert "old.msg" in refused["file"] and "Outlook's own form" in refused["why"] and "rsvp" in refused["why"]


@pytest.mark.parametrize(("change", "why"), [
    (('user = "office@npm.example"', 'user = "other@npm.example"'), "does not let other@npm.example in"),
    (('folders = ["INBOX"]', 'folders = ["Inbox of nobody"]'), "has no folder 'Inbox of nobody'"),
    (('ca = "', '# ca = "'), "issued by nobody whom this computer trusts"),
    (('security = "starttls"\nfolders', 'security = "tls"\nfolders'), "No encrypted connection"),
])  # fmt: skip
def test_a_mailbox_that_does_not_open_is_said_in_words(office, smtp, imap, change, why):
    office.connect(smtp.ca, smtp=(smtp.port, "starttls"), imap=(imap.port, "starttls", 'folders = ["INBOX"]'))
    office.command("invite")
    path = office.root / "npmsync.toml"
    assert change[0] in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(NpmsyncError, match=why) as refused:
        office.command("replies", "--via", "office", code=None)
    assert refused.value.hint and SECRET not in refused.value.message + refused.value.hint


def test_before_anybody_was_written_to_nothing_is_read(office, smtp, imap):
    office.connect(smtp.ca, smtp=(smtp.port, "starttls"), imap=(imap.port, "starttls"))
    office.now += timedelta(days=1)
    done = office.command("replies", "--via", "office")
    assert done == {"taken": [], "waiting": [], "refused": [], "noted": [], "passed_over": 0}


def test_a_line_that_breaks_costs_only_what_was_not_taken_yet(office, smtp, certificates, monkeypatch):
    import npmsync_email.imap
    from npmsync.errors import Unreachable
    from npmsync.store import mailings
    from npmsync.testing.mail_servers import imap_server

    monkeypatch.setattr(npmsync_email.imap, "LOT", 1)
    with imap_server(certificates) as server:
        with server.client() as client:
            client.create_folder("Short")
        office.connect(smtp.ca, smtp=(smtp.port, "starttls"), imap=(server.port, "starttls", 'folders = ["Short"]'))
        office.send()
        server.deliver(reply_to(smtp.taken[0]), reply_to(smtp.taken[1]), folder="Short")
        put_down = mailings.put_read_up_to

        def put_down_and_die(*words):
            put_down(*words)
            server.process.kill()
            server.process.wait()

        monkeypatch.setattr(mailings, "put_read_up_to", put_down_and_die)
        with pytest.raises(Unreachable, match="broke"):
            office.command("replies", "--via", "office", code=None)
    answers = [p.partstat.value for m in office.meetings() for p in m.participants]
    assert answers.count("accepted") == 1


@pytest.mark.parametrize("right", [True, False])
def test_an_access_token_opens_a_mailbox(certificates, right):
    """SASL XOAUTH2 as Google and Microsoft have it; a refusal comes as a challenge that has to be answered."""
    said = []

    def serve(listening):
        connection, _ = listening.accept()
        with certificates.context().wrap_socket(connection, server_side=True) as line, line.makefile("rwb", 0) as wire:
            wire.write(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")
            for words in (text.decode().split() for text in wire):
                tag, command = words[0], words[1].upper()
                if command == "AUTHENTICATE":
                    if len(words) == 3:
                        wire.write(b"+ \r\n")
                    said.append(base64.b64decode(words[3] if len(words) > 3 else wire.readline()).decode())
                    if not right:
                        wire.write(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n")
                        wire.readline()
                    wire.write(f"{tag} {'OK' if right else 'NO AUTHENTICATE'} done\r\n".encode())
                elif command == "CAPABILITY":
                    wire.write(f"* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n{tag} OK done\r\n".encode())
                else:
                    wire.write(f"{tag} OK done\r\n".encode())
                    if command == "LOGOUT":
                        return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        at = Server(
            "localhost", listening.getsockname()[1], "tls", "nino@npm.example", "a.token", True, certificates.ca
        )
        if right:
            with mailbox(at):
                pass
        else:
            with pytest.raises(Refused, match=r"does not let nino@npm\.example in"), mailbox(at):
                pass
        thread.join(5)
    assert said == ["user=nino@npm.example\x01auth=Bearer a.token\x01\x01"] and not thread.is_alive()
