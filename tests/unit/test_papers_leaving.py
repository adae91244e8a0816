"""What leaves beside forms and letters: invitations with their agenda workbook, agendas, accounts, receipts, nudges. No
internal text is in a byte of it, and nothing in it acts."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from npmsync.actions.due_today import due_list, due_shapes
from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.inviting import invite
from npmsync.actions.meeting_papers import make_agenda
from npmsync.actions.receipts import write_receipt
from npmsync.actions.reporting import ReportOptions, report
from npmsync.actions.world import load_world
from npmsync.documents.receipt import Understood
from npmsync.domain import Commitment, Contact, Response
from npmsync.domain.words import MeetingStatus
from npmsync.store import mailings
from npmsync.testing.samples import HEALTH, JUSTICE, NOW, SECRET, sample_meeting, sample_recommendation
from npmsync.testing.workspaces import at_work, make_workspace

HOSTILE = (
    "=cmd|'/c calc'!A0", '=HYPERLINK("http://evil.example","x")', "@SUM(1)", "+1", "good\u202egnp.exe",
    "<script>alert(1)</script><img src=http://evil.example>", "\x0bBcc: x@evil.example", "https://evil.example/form",
)  # fmt: skip


def opened_up(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of a file and all that is in it: the parts of a mail, the parts of a workbook in that."""
    data = path.read_bytes()
    yield path.name, data
    if path.suffix == ".eml":
        for part in email.message_from_bytes(data, policy=email.policy.default).walk():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield f"{path.name}: {part.get_filename() or part.get_content_type()}", body
                yield from _unzipped(path.name, body)
    yield from _unzipped(path.name, data)


def _unzipped(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from ((f"{name}!{part}", package.read(part)) for part in package.namelist())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_internal_and_nothing_live_leaves_beside_the_forms(tmp_path: Path, language: str) -> None:
    justice = JUSTICE.model_copy(update={"name": "Ministry \u202eof Justice", "aliases": ()})
    held = [
        justice,
        HEALTH.model_copy(update={"aliases": ()}),
        Contact(id="c1", authority=JUSTICE.id, name="Focal \u202epoint", email="focal@justice.example"),
        *(
            sample_recommendation(n, text, place=text, topics=(text,), response_due=(NOW - timedelta(days=40)).date())
            for n, text in enumerate(HOSTILE)
        ),
        sample_recommendation(50, SECRET, addressees=(HEALTH.id,)),
        Response(id="x1", recommendation="r0", authority=HEALTH.id, text=SECRET),
        Response(id="x2", recommendation="r1", authority=JUSTICE.id, text=HOSTILE[0], actions=HOSTILE[4]),
        Commitment(id="k1", meeting="m0", authority=HEALTH.id, text=SECRET, recommendation="r0"),
        sample_meeting(
            authorities=(JUSTICE.id,), status=MeetingStatus.PROPOSED, invited_sequence=None, topic=HOSTILE[4],
            place=HOSTILE[4], agenda=tuple(f"r{n}" for n in range(len(HOSTILE))),
        ),
    ]  # fmt: skip
    settings = f'second_calendar = "hijri"\n[[authority]]\nname = "{justice.name}"\nlanguage = "{language}"\n'
    root = make_workspace(tmp_path / "npm", held, settings + "[meetings]\nattach_agenda_from = 1\n")
    with at_work(root) as opened:
        (sent,) = invite(opened, None).messages
        made = [Path(sent["path"]), opened.workspace.feed]
        made += [Path(make_agenda(opened, "m1", tmp_path / f"agenda.{kind}")["path"]) for kind in ("html", "xlsx")]
        for kind in ("html", "xlsx"):
            options = ReportOptions(authority=justice.name, out=tmp_path / f"account.{kind}")
            made.append(Path(report(opened, options)["path"]))
        export(opened, ExportOptions(justice.name, ("html",)))
        with opened.store.transaction() as connection:
            world = load_world(opened, connection)
            run = opened.begin(connection, "receive")
            understood = Understood(opened.today, frozenset({"r1"}), frozenset({"r4"}))
            to = (world, world.authority_by_id[JUSTICE.id], world.responses)
            receipt = write_receipt(opened, connection, run, to, understood, "final", "")
            mailings.moved_on(connection, [sent["message_id"]], "sent", NOW)
        assert receipt is not None
        made.append(Path(receipt))
    with at_work(root, NOW + timedelta(days=40)) as opened:
        texts = tmp_path / "due.txt"
        drafted = [shape["text"] or "" for shape in due_shapes(due_list(opened, None)) if shape["language"]]
        nudges = [item.text or "" for item in due_list(opened, None).items if item.draft == "nudge.body"]
        assert drafted and nudges
        texts.write_text("\n".join([*drafted, *nudges]), "utf-8")
    for path in [*made, texts]:
        for name, data in opened_up(path):
            assert SECRET.encode() not in data and SECRET.encode("utf-16-le") not in data, name
            assert "\u202e".encode() not in data, name
            assert data.startswith(b"PK") or b"\x0b" not in data, name
            assert str(tmp_path).encode() not in data, name
            if name.endswith(".xml"):
                assert b"<f>" not in data and b"<hyperlink" not in data and b"<ddeLink" not in data, name
            if name.endswith((".html", "text/html")):
                assert not re.search(rb"<(script|img|a\s[^>]*href=.?http)", data), name
    assert b"\nBcc:" not in Path(sent["path"]).read_bytes()
