"""`receive --via NAME`: forms and letters out of a mailbox. A form of a known contact is taken in like a file; what
came from anybody else, and every letter, is kept and waits for a person. Each mail counts once."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePath

from sqlalchemy import Connection

from npmsync.actions.accounts import imap_server
from npmsync.actions.archive import LIMIT, archive, archive_path, keep
from npmsync.actions.arrivals import Arrival, Mailed, forms_and_letters
from npmsync.actions.opened import Opened
from npmsync.actions.receiving import Received, ReceiveOptions, receive_one
from npmsync.actions.saving import save
from npmsync.actions.taking import Desk
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.documents.replies import Way
from npmsync.documents.senders import office_of
from npmsync.domain import Letter
from npmsync.domain.letter import LetterState
from npmsync.errors import NpmsyncError
from npmsync.ports import Fetched, Mailbox, MailFormat, MailKind, Post
from npmsync.store import mailings, papers, records
from npmsync.workspace.mail import MailSettings

WHAT = "forms"
"""What the place in the mailbox is kept for: answers to invitations have one of their own."""


@dataclass(slots=True)
class _Round:
    """One lot of mails: what is known, what became of them, what is to be archived once it is in the store."""

    opened: Opened
    connection: Connection
    desk: Desk
    options: ReceiveOptions
    account: MailSettings
    folder: Path
    ours: frozenset[str]
    done: list[Received] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    strangers: Counter[str] = field(default_factory=Counter)
    read: set[int] = field(default_factory=set)


def receive_from(
    opened: Opened,
    account: MailSettings,
    options: ReceiveOptions | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Received]:
    """Takes in what came into the account's folders since the last time, lot by lot. Raises `Refused` or `Unreachable`
    in words; what was taken before stays taken."""
    assert account.imap is not None
    post: Post = opened.plugin("post", "internet")
    done: list[Received] = []
    with post.mailbox(imap_server(opened, account)) as box:
        for name in account.imap.folders:
            done += _folder(opened, account, box, name, options or ReceiveOptions(), progress)
    return done


def _folder(
    opened: Opened,
    account: MailSettings,
    box: Mailbox,
    name: str,
    options: ReceiveOptions,
    progress: Callable[[str], None],
) -> list[Received]:
    assert account.imap is not None
    validity = box.validity(name)
    with opened.store.transaction() as connection:
        before = mailings.read_up_to(connection, account.name, name, WHAT)
        since = _first_sent(connection)
    if since is None:
        return []  # no authority was sent anything, so nothing there answers it
    last = before[1] if before and before[0] == validity else 0
    done: list[Received] = []
    strangers: Counter[str] = Counter()
    for lot in box.newer(last, since, (), LIMIT, files=True):
        progress(f"reading {account.name}/{name}, {len(lot)} mails")
        with tempfile.TemporaryDirectory(prefix="npmsync-") as folder:
            with opened.store.transaction() as connection:
                desk = Desk.of(connection, load_world(opened, connection), vocabulary_of(opened.workspace))
                went = frozenset(line["digest"] for line in papers.outgoing(connection))
                this = _Round(opened, connection, desk, options, account, Path(folder), went)
                for mail in lot:
                    _take(this, name, mail)
                mailings.put_read_up_to(connection, account.name, name, validity, lot[-1].uid, WHAT)
            for path in this.kept:
                archive(opened, path)
        done += this.done
        strangers.update(this.strangers)
        if account.imap.mark_read:
            box.mark_read(name, sorted(this.read))
    return done + ([_of_strangers(account, name, strangers)] if strangers else [])


def _first_sent(connection: Connection) -> date | None:
    """The day of the first paper that went out."""
    days = [str(made_at)[:10] for _, _, made_at, _, _ in papers.forms(connection)]
    days += [str(line["at"])[:10] for line in papers.outgoing(connection)]
    return date.fromisoformat(min(days)) if days else None


def _take(this: _Round, folder: str, fetched: Fetched) -> None:
    where = f"{this.account.name}/{folder}#{fetched.uid}"
    if fetched.data is None:
        this.done.append(_waits(where, None, f"It is larger than {LIMIT // 1_000_000} MB: look at it in your mail."))
        return
    if not fetched.data:
        return
    file = this.folder / f"{this.account.name}-{fetched.uid}.eml"
    file.write_bytes(fetched.data)
    form: MailFormat = this.opened.plugin("mail", "email")
    try:
        mail = form.read(fetched.data, this.account.authserv)
        found = forms_and_letters(this.opened, file, this.folder)
    except NpmsyncError:
        return
    if mail.kind in (MailKind.BOUNCE, MailKind.AUTOMATIC) or not found:
        return
    way = Way(authentic=mail.authentic)
    before = len(this.done)
    for one in found:
        # The same file came before, by mail or by hand: it is in the archive.
        data = one.path.read_bytes()
        if sha256(data).hexdigest() not in this.ours and keep(this.opened, one.name, data, look_only=True) is None:
            _take_file(this, one, Mailed(mail.sender, way, where))
    if len(this.done) > before:
        this.kept.append(file)
        this.read.add(fetched.uid)


def _take_file(this: _Round, one: Arrival, mailed: Mailed) -> None:
    """A file of a mail: a form where it is one, else a letter where it came from somebody of an authority."""
    shown = f"{mailed.where}: {one.name}"
    if not one.letter or one.path.suffix.lower() == ".docx":
        arrival = Arrival(shown, one.name, one.path, mailed.sender, mailed=mailed)
        done = receive_one(this.opened, this.connection, this.desk, arrival, this.options)
        if not done.whole or done.form is not None:
            if done.waiting:
                path = archive_path(this.opened, one.path.name, one.path.read_bytes())
                done.waiting += f' To take it in: npmsync receive "{path}"'
            this.done += [done] if done.says_something else []
            this.kept += [] if done.whole else [one.path]
            return
        if not one.letter:
            known = office_of(mailed.sender, _offices(this.desk), mailed.way)
            this.done += [done] if known is not None else []
            return
    _letter(this, one, mailed, shown)


def _letter(this: _Round, one: Arrival, mailed: Mailed, shown: str) -> None:
    office = office_of(mailed.sender, _offices(this.desk), mailed.way)
    if office is None:
        this.strangers[mailed.sender] += 1
        return
    opened, data = this.opened, one.path.read_bytes()
    path = archive_path(opened, one.path.name, data)
    letter = Letter(
        id=opened.new_id(),
        incoming=True,
        authority=office,
        dated=opened.today,
        state=LetterState.RECEIVED,
        received_on=opened.today,
        means="email",
        path=str(path),
        digest=sha256(data).hexdigest(),
    )
    if any(held.incoming and held.digest == letter.digest for held in records.load(this.connection, Letter)):
        return
    this.kept.append(one.path)
    save(this.connection, opened.begin(this.connection, "receive"), [letter], hub={})
    name = this.desk.world.name(office)
    said = f'It seems to be a letter, from {mailed.sender}. Read it, then: npmsync receive "{path}" '
    said += f'--authority "{name}" --answers REF,... --dated DATE'
    this.done.append(_waits(shown, name, said))


def _offices(desk: Desk) -> dict[str, list[str]]:
    """Authority (id) -> the addresses of its contacts."""
    known = desk.world.contacts_by_authority
    return {office: [c.email for c in contacts if c.email] for office, contacts in known.items()}


def _waits(where: str, authority: str | None, why: str) -> Received:
    return Received(where, authority, waiting=why)


def _of_strangers(account: MailSettings, folder: str, strangers: Counter[str]) -> Received:
    """Mails with papers from nobody we know: counted, for one of them may be a registry's."""
    named = ", ".join(sender or "nobody named" for sender, _ in strangers.most_common(5))
    note = f"{strangers.total()} files that may be letters came from addresses of no contact ({named}); they were left."
    note += " If one is an authority's, add the address to its contacts, or save the file and hand it in."
    return Received(f"{account.name}/{PurePath(folder)}", notes=[note])
