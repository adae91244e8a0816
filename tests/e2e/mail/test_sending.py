"""Invitations go out over real SMTP: to each person once, or not and said."""

from __future__ import annotations

import email
import os
import signal
import subprocess
import sys
from email.policy import default
from pathlib import Path

import pytest

from npmsync.domain.words import MeetingStatus, Partstat, Rank
from npmsync.testing.mail_servers import SECRET, Certificates, smtp_server

ALL = {"one@justice.example", "two@justice.example", "three@health.example"}


def parsed(taken):
    return email.message_from_bytes(taken.data, policy=default)


def _unfolded(part):
    return part.get_payload(decode=True).replace(b"\r\n ", b"")


def recipients(server):
    return sorted(taken.recipient for taken in server.taken)


def test_each_person_gets_one_mail_from_the_organiser_and_the_history_says_so(office, smtp):
    done = office.send()
    assert len(done["messages"]) == 6 and all(one["sent"] for one in done["messages"])
    assert recipients(smtp) == sorted([*ALL, *ALL]) and {t.sender for t in smtp.taken} == {"nino@npm.example"}
    for taken in smtp.taken:
        mail = parsed(taken)
        assert (str(mail["From"]), mail["To"].addresses[0].addr_spec) == (
            "Nino Kapanadze <nino@npm.example>", taken.recipient,
        )  # fmt: skip
        (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert b'ORGANIZER;CN="Nino Kapanadze":mailto:nino@npm.example' in _unfolded(calendar)
    written = {Path(one["path"]).read_bytes() for one in done["messages"]}
    assert {taken.data for taken in smtp.taken} == written
    sent = [line for line in office.command("history") if line["field"] == "sent"]
    assert len(sent) == 6 and sent[0]["new"]["answer"].startswith("250 2.0.0 Queued as")
    assert len(sent[0]["new"]["digest"]) == 64
    assert office.send()["messages"] == [] and len(smtp.taken) == 6


def test_without_a_terminal_nothing_is_sent_unless_told_so(office, smtp):
    done = office.command("invite", "--send", code=3)
    assert [one["sent"] for one in done["messages"]] == [False] * 6 and smtp.taken == []
    assert "--yes" in done["notes"][-1]
    assert office.command("invite")["messages"] == []
    assert sum(one["sent"] for one in office.send()["messages"]) == 6


def test_what_a_person_took_out_of_the_outbox_or_changed_there_is_not_sent(office, smtp):
    first, second, *_ = office.command("invite")["messages"]
    Path(first["path"]).unlink()
    Path(second["path"]).write_bytes(Path(second["path"]).read_bytes() + b"PS: bring the doctor.\r\n")
    done = office.send(code=3)
    assert len(smtp.taken) == 4 and "was changed since" in " ".join(done["notes"])
    assert {m.state for m in office.mailings() if m.message_id == first["message_id"]} == {"by_hand"}


@pytest.mark.parametrize(("toml", "why"), [
    ({"ca": None}, "issued by nobody whom this computer trusts"),
    ({"host": "127.0.0.1"}, "made for another name"),
    ({"user": "somebody@else.example"}, "does not let somebody@else.example in: 535"),
    ({"port": "1"}, "Nothing answers at"),
])  # fmt: skip
def test_a_line_that_does_not_come_about_is_said_in_words_and_nothing_is_done(office, toml, why):
    path = office.root / "npmsync.toml"
    text = path.read_text("utf-8")
    for key, value in toml.items():
        lines = [line for line in text.splitlines() if not line.startswith(f"{key} = ")]
        where = lines.index("[[mail]]") if key in ("ca", "user") else lines.index("[mail.smtp]")
        lines[where + 1 : where + 1] = [] if value is None else [f"{key} = {value if key == 'port' else repr(value)}"]
        text = "\n".join(lines)
    path.write_text(text, "utf-8")
    from npmsync.errors import NpmsyncError

    with pytest.raises(NpmsyncError, match=why) as refused:
        office.send(code=None)
    assert refused.value.hint and SECRET not in refused.value.message + refused.value.hint
    assert not (office.root / "outbox").exists()


def test_a_server_without_encryption_gets_nothing(empty_office, certificates):
    from npmsync.errors import Refused

    with smtp_server(certificates, "none", login=False) as server:
        empty_office.connect(server.ca, smtp=(server.port, "starttls"))
        with pytest.raises(Refused, match="offers no encryption"):
            empty_office.send(code=None)
    assert server.taken == [] and server.logins == 0


def test_tls_from_the_first_byte_works_too_and_an_expired_certificate_does_not(empty_office, certificates, tmp_path):
    from datetime import UTC, datetime

    from npmsync.errors import Refused

    with smtp_server(certificates, "tls") as server:
        empty_office.connect(server.ca, smtp=(server.port, "tls"))
        assert sum(one["sent"] for one in empty_office.send()["messages"]) == 6
    old = Certificates(tmp_path / "old", not_after=datetime(2026, 1, 1, tzinfo=UTC))
    with smtp_server(old, "tls") as server:
        empty_office.connect(server.ca, smtp=(server.port, "tls"))
        with pytest.raises(Refused, match="has expired"):
            empty_office.send(code=None)


@pytest.mark.parametrize(("user", "sent"), [("office@npm.example", 6), ("other@npm.example", 0)])
def test_an_access_token_stands_in_for_a_password(office, smtp, user, sent):
    from npmsync.errors import Refused

    office.connect(smtp.ca, 'login = "oauth"', smtp=(smtp.port, "starttls"))
    path = office.root / "npmsync.toml"
    path.write_text(path.read_text("utf-8").replace("office@npm.example", user), "utf-8")
    if sent:
        assert sum(one["sent"] for one in office.send()["messages"]) == sent
    else:
        with pytest.raises(Refused, match=r"does not let other@npm\.example in"):
            office.send(code=None)


@pytest.mark.parametrize(("prints", "why"), [
    (f"print({SECRET!r})", None), ("raise SystemExit(3)", "ended with 3"), ("print()", "gave none"),
    ("print('one'); print('two')", "gave none"), (None, "could not be run"),
])  # fmt: skip
def test_a_command_of_this_computer_may_print_the_token(office, smtp, tmp_path, prints, why):
    from npmsync.errors import Refused

    office.connect(smtp.ca, 'login = "oauth"', smtp=(smtp.port, "starttls"))
    program = tmp_path / "token.py"
    program.write_text(prints or "", "utf-8")
    command = f'"{sys.executable}" "{program}"' if prints else str(tmp_path / "nothing")
    office.environment.clear()
    office.environment["NPMSYNC_TOKEN_COMMAND_OFFICE"] = command
    if why is None:
        assert sum(one["sent"] for one in office.send()["messages"]) == 6
    else:
        with pytest.raises(Refused, match=why) as refused:
            office.send(code=None)
        assert SECRET not in refused.value.message and "NPMSYNC_TOKEN_COMMAND_OFFICE" in refused.value.hint


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_said_with_the_address(office, smtp):
    smtp.answers["one@justice.example"] = ["451 4.2.1 greylisted"]
    smtp.answers["two@justice.example"] = ["550 5.1.1 no such user"] * 2
    smtp.answers["three@health.example"] = ["452 4.2.2 mailbox full"] * 3
    done = office.send(code=3)
    said = " ".join(done["notes"])
    assert "two@justice.example: localhost does not take mail to two@justice.example: 550 5.1.1" in said
    assert "452 4.2.2 mailbox full" in said and "greylisted" not in said
    assert len(office.pauses) == 3 and recipients(smtp) == [
        "one@justice.example", "one@justice.example", "three@health.example",
    ]  # fmt: skip
    assert office.send()["messages"][0]["to"] == "three@health.example"
    lost = [item for item in office.command("due") if item["kind"] == "undelivered"]
    assert {item["person"] for item in lost} == {"two@justice.example"} and "550" in lost[0]["suggestion"]


def test_an_answer_that_got_lost_waits_for_a_person_and_is_never_sent_again_by_itself(office, smtp):
    smtp.data_answers = ["", "drop"]
    done = office.send(code=3)
    assert len(smtp.taken) == 6 and sum(one["sent"] for one in done["messages"]) == 5
    again = office.send(code=3)
    assert len(smtp.taken) == 6 and "nobody knows" in " ".join(again["notes"])
    (item,) = office.command("conflicts", "list")
    assert (item["kind"], item["ours"], item["theirs"]) == ("mail", "not sent", "sent")
    office.command("conflicts", "resolve", item["id"], "--take", "theirs")
    assert office.send()["messages"] == [] and {m.state for m in office.mailings()} == {"sent"}


def test_a_person_may_say_that_it_was_not_sent(office, smtp):
    smtp.data_answers = ["drop"]
    office.send(code=3)
    (item,) = office.command("conflicts", "list")
    office.command("conflicts", "resolve", item["id"], "--take", "ours")
    assert [one["sent"] for one in office.send()["messages"]] == [True] and len(smtp.taken) == 7


def test_a_run_sends_no_more_than_it_may_and_no_faster(office, smtp):
    office.connect(smtp.ca, "most_a_run = 4\nmost_a_minute = 3", smtp=(smtp.port, "starttls"))
    done = office.send(code=3)
    assert len(smtp.taken) == 4 and len(office.pauses) == 1 and 55 < office.pauses[0] <= 60
    assert "2 more lie in the outbox" in " ".join(done["notes"])
    office.send()
    assert recipients(smtp) == sorted([*ALL, *ALL])


def test_a_passage_that_may_point_to_a_person_holds_the_mail_until_it_was_read(office, smtp, make):
    text = "Give the two women in cell 12 their medicine."
    office.put(make.recommendation.model_copy(update={"text": text}), make.meeting(2, agenda=()))
    done = office.send(code=3)
    assert len(smtp.taken) == 3 and {p["words"] for p in done["passages"]} == {"two women", "cell 12"}
    assert office.send("--passages-read")["messages"][0]["sent"] and len(smtp.taken) == 6
    office.command("meetings", "move", "m1", "2027-01-20T10:00", code=None)
    assert len(office.send()["messages"]) == 3  # read once is read


def test_changes_and_cancellations_go_out_in_the_thread_of_the_invitation(office, smtp):
    office.send("--meeting", "m1")
    office.command("meetings", "move", "m1", "2027-01-20T10:00", code=None)
    office.send("--meeting", "m1")
    office.command("meetings", "cancel", "m1", "--why", "the hall is closed")
    office.send("--meeting", "m1")
    mine = [parsed(t) for t in smtp.taken if t.recipient == "one@justice.example"]
    assert len(mine) == 3 and mine[0]["References"] is None and mine[0]["In-Reply-To"] is None
    assert mine[2]["References"].split() == [mine[0]["Message-ID"], mine[1]["Message-ID"]]
    assert mine[2]["In-Reply-To"] == mine[1]["Message-ID"]
    assert [_method(mail) for mail in mine] == ["REQUEST", "REQUEST", "CANCEL"]
    assert b"the hall is closed" not in smtp.taken[-1].data


def _method(mail):
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    return dict(part["Content-Type"].params)["method"]


def test_an_invitation_that_was_overtaken_before_it_went_out_is_never_sent(office, smtp):
    office.command("invite", "--meeting", "m1")
    office.command("meetings", "move", "m1", "2027-01-20T10:00", code=None)
    office.send("--meeting", "m1")
    assert len(smtp.taken) == 3
    assert sorted(m.state for m in office.mailings()) == ["sent"] * 3 + ["superseded"] * 3


def test_the_political_level_is_asked_by_letter_and_invited_once_it_agreed(office, smtp, make):
    minister = make.contact(9, make.justice.id, "office@justice.example", Rank.POLITICAL)
    office.put(minister, make.meeting(1, (*make.people[:1], minister)))
    office.send("--meeting", "m1")
    (letter,) = [parsed(t) for t in smtp.taken if t.recipient == "office@justice.example"]
    assert all(part.get_content_type() != "text/calendar" for part in letter.walk())
    assert letter.get_body(("plain",)).get_content().count("•") == 3
    other = next(t for t in smtp.taken if t.recipient == "one@justice.example")
    (calendar,) = [p for p in parsed(other).walk() if p.get_content_type() == "text/calendar"]
    assert b"office@justice.example" not in calendar.get_payload(decode=True)
    office.command("meetings", "agree", "m1", "--by", minister.name)
    assert [(m["to"], m["method"]) for m in office.send("--meeting", "m1")["messages"]] == [
        ("office@justice.example", "REQUEST")
    ]
    assert _method(parsed(smtp.taken[-1])) == "REQUEST"
    # Moved: the date agreed is void, so there is a letter again, which takes the old date out of the calendar.
    office.command("meetings", "move", "m1", "2027-02-02T10:00", code=None)
    office.send("--meeting", "m1")
    (again,) = [t for t in smtp.taken[-2:] if t.recipient == "office@justice.example"]
    assert _method(parsed(again)) == "CANCEL" and parsed(again).get_body(("plain",)).get_content().count("•") == 3


def test_without_a_meeting_named_invite_tells_who_agreed_since(office, smtp, make):
    minister = make.contact(9, make.justice.id, "office@justice.example", Rank.POLITICAL)
    office.put(minister, make.meeting(1, (*make.people[:1], minister)))
    office.send()
    office.command("meetings", "agree", "m1", "--by", minister.name)
    assert [(m["to"], m["method"]) for m in office.send()["messages"]] == [("office@justice.example", "REQUEST")]
    assert office.send()["messages"] == []


def test_a_corrected_address_gets_the_invitation_that_the_old_one_refused(office, smtp, make):
    smtp.answers["two@justice.example"] = ["550 5.1.1 no such user"] * 2
    office.send(code=3)
    office.put(make.people[1].model_copy(update={"email": "second@justice.example"}))
    assert {m["to"] for m in office.send()["messages"]} == {"second@justice.example"}
    assert [i for i in office.command("due") if i["kind"] == "undelivered"] == []


def test_a_wrong_address_keeps_nobody_else_from_being_invited(office, smtp, make):
    wrong = make.people[1].model_copy(update={"email": "two at justice.example"})
    office.put(wrong, make.meeting(1, (make.people[0], wrong)))
    done = office.send("--meeting", "m1", code=3)
    assert recipients(smtp) == ["one@justice.example"]
    assert "no address for Person 2 ('two at justice.example' is none)" in " ".join(done["notes"])


def test_nothing_about_a_visit_is_ever_sent(office, smtp, make):
    from npmsync.domain.words import MeetingKind
    from npmsync.errors import Refused

    office.put(make.meeting(1, kind=MeetingKind.VISIT_EXIT, title="Exit talk in Central Prison"))
    office.send()
    assert len(smtp.taken) == 3 and not any(b"Exit talk" in t.data for t in smtp.taken)
    with pytest.raises(Refused, match="announced to nobody"):
        office.send("--meeting", "m1", code=None)
    assert b"m1@npmsync" not in (office.root / "outbox" / "meetings.ics").read_bytes()


def test_who_did_not_answer_is_asked_again_by_a_person_in_that_person_s_language(office, smtp, make):
    from datetime import timedelta

    office.send()
    office.now += timedelta(days=21)
    office.put(*(m.model_copy(update={"status": MeetingStatus.INVITED}) for m in office.meetings()))
    asked = [i for i in office.command("due") if i["kind"] == "unanswered" and i["meeting"] == "m1"]
    assert {i["person"] for i in asked} == ALL
    french = next(i for i in asked if i["person"] == "three@health.example")
    assert "N'ayant pas encore reçu votre réponse" in french["text"] and "25 novembre 2026" in french["text"]
    assert "Central Prison" not in french["text"]
    office.command("meetings", "rsvp", "m1", "three@health.example", Partstat.ACCEPTED.value)
    asked = [i for i in office.command("due") if i["kind"] == "unanswered" and i["meeting"] == "m1"]
    assert {i["person"] for i in asked} == ALL - {"three@health.example"}
    assert len(smtp.taken) == 6


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
@pytest.mark.parametrize("at", [1, 2, 3, 5, 6] if os.environ.get("NPMSYNC_NIGHTLY") else [3])
def test_killed_in_mid_batch_nobody_is_mailed_twice_and_nobody_forgotten(office, smtp, at):
    process = None

    def kill(taken):
        if len(smtp.taken) == at and process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    smtp.before_answer = kill
    command = [sys.executable, "-m", "npmsync", "--workspace", str(office.root), "invite", "--send", "--yes"]
    environment = {**os.environ, "NPMSYNC_PASSWORD_OFFICE": SECRET}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.wait(60) == -signal.SIGKILL
    done = office.send(code=3)
    # The last one was taken by the server and the run never heard of it: it waits, the others go out.
    assert len(smtp.taken) == 6 and len({(t.recipient, parsed(t)["Message-ID"]) for t in smtp.taken}) == 6
    assert "nobody knows" in " ".join(done["notes"])
    assert [item["kind"] for item in office.command("conflicts", "list")] == ["mail"]
