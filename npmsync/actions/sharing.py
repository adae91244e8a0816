"""`share`: what waits to be released to an authority's sheet, and releasing it.

Sync never writes there. A person sees what would change, passages that may point to somebody are read and confirmed
first, and only then the sheet is written: made, where there is none yet. Google keeps every version of a sheet, so what
was not released is never written, not even for a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from npmsync.actions.leaving_rows import LeavingRow, leaving_rows
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.releasing import look_at, put_down_release, write_release
from npmsync.actions.shared_form import shared_form
from npmsync.actions.shared_sheet import Where, free_name, keep_endpoint, make_sheet, settings_for
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.actions.world import load_world
from npmsync.documents.form_model import Form
from npmsync.documents.identifying import identifying
from npmsync.documents.issued import IssuedForm
from npmsync.documents.release import Change
from npmsync.domain import Authority
from npmsync.domain.words import Role
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.store import papers, releases
from npmsync.vocabulary import fold
from npmsync.workspace.settings import EndpointSettings

LOOKS = 3
"""How often at most a release looks again where somebody edits the sheet at the same time."""


@dataclass(frozen=True, slots=True)
class ShareOptions:
    """`confirmed`: the passages that may point to a person have been read, and may go."""

    authority: str
    where: Where = field(default_factory=Where)
    release: bool = False
    confirmed: bool = False
    language: str | None = None


@dataclass(slots=True)
class Shared:
    """`pending` is what would change, or what was changed now if `released`; `passages` hold it back."""

    authority: str
    endpoint: str | None = None
    address: str | None = None
    made: bool = False
    released: int = 0
    pending: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    waiting: int = 0

    @property
    def waits(self) -> bool:
        """Something is left for a person to do."""
        return bool(self.passages or self.waiting or (self.pending and not self.released))

    def to_json(self) -> dict[str, Any]:
        return {
            "authority": self.authority,
            "endpoint": self.endpoint,
            "address": self.address,
            "made": self.made,
            "released": self.released,
            "pending": self.pending,
            "passages": self.passages,
            "waiting": self.waiting,
            "notes": self.notes,
        }


def share(opened: Opened, options: ShareOptions, progress: Callable[[str], None] = print) -> Shared:
    """Shows what waits for an authority's sheet, and with `release` lets it go. Raises `UnknownName` for an authority
    nobody knows, `Refused` where nothing is addressed to it, `Unreachable` without a network."""
    with opened.store.transaction() as connection:
        authority = authority_by_name(load_world(opened, connection).authorities, options.authority)
    endpoint = _endpoint(opened, authority, options.where)
    if endpoint is None:
        return _first(opened, authority, options)
    done = Shared(authority.name, endpoint.name, endpoint.address)
    for _ in range(LOOKS):
        if options.release:
            _take_in(opened, endpoint, progress)
        try:
            _again(opened, authority, endpoint, options, done, progress)
            return done
        except Locked as error:
            if error.name != "changed-meanwhile":
                raise
    raise Locked(
        "sheet-busy", f"{endpoint.address} is being edited all the time.", "Run the same command again in a while."
    )


def _take_in(opened: Opened, endpoint: EndpointSettings, progress: Callable[[str], None]) -> None:
    """What the authority has written comes in first, so that nothing of it is written over."""
    report = synchronise(opened, SyncOptions(only=endpoint.name), progress)
    mine = report.endpoints[0]
    if not mine.read and mine.waiting:
        raise Unreachable("offline", " ".join(mine.notes), "Nothing was released; run the same command again.")


def _endpoint(opened: Opened, authority: Authority, where: Where) -> EndpointSettings | None:
    names = {fold(name) for name in (authority.name, *authority.aliases)}
    found = [
        endpoint
        for endpoint in opened.settings.endpoint
        if endpoint.role is Role.AUTHORITY
        and endpoint.table
        and endpoint.authority
        and fold(endpoint.authority) in names
    ]
    if where.via is not None:
        found = [endpoint for endpoint in found if where.via in (endpoint.name, endpoint.adapter)]
    if len(found) > 1:
        listed = ", ".join(endpoint.name for endpoint in found)
        raise Refused("several-sheets", f"{authority.name} has several sheets: {listed}.", "Name one with --via NAME.")
    return found[0] if found else None


def _first(opened: Opened, authority: Authority, options: ShareOptions) -> Shared:
    """The authority has no sheet yet: it is made when its first content is released."""
    done = Shared(authority.name)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        form = shared_form(opened, world, authority, options.language, {})
        done.passages = _passages(
            connection, authority, [(row.reference, _text(form.content, row)) for row in form.content.rows]
        )
    done.pending = [_new_row(row.reference, _text(form.content, row)) for row in form.content.rows]
    if not options.release:
        done.notes.append("No sheet was made yet: --release makes it, with what is listed here.")
        return done
    if done.passages and not options.confirmed:
        return done
    adapter, name = options.where.adapter, free_name(opened, authority.name)
    address = make_sheet(opened, form, options.where)
    endpoint = settings_for(opened, form.content, name, adapter, address)
    keep_endpoint(opened, endpoint)
    sheet = look_at(opened, endpoint, form.content)
    put_down_release(opened, sheet, form.content, sorted(row.recommendation for row in form.content.rows))
    done.endpoint, done.address, done.made = name, address, True
    done.released, done.passages = len(form.content.rows), []
    done.notes.append(f"{endpoint.name} stands in npmsync.toml now; sync reads it from the next run on.")
    return done


def _again(
    opened: Opened,
    authority: Authority,
    endpoint: EndpointSettings,
    options: ShareOptions,
    done: Shared,
    progress: Callable[[str], None],
) -> None:
    progress(f"reading {endpoint.name}")
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        before = releases.released(connection, endpoint.name)
        kept = {record: one.reference for record, one in before.items()}
        form = shared_form(opened, world, authority, options.language, kept)
    sheet = look_at(opened, endpoint, form.content)
    changes, new = sheet.changes(form.content), sheet.new_rows(form.content)
    texts = [(c.reference, c.new) for c in changes if c.field == "text"]
    texts += [(row.reference, _text(form.content, row)) for row in new]
    with opened.store.transaction() as connection:
        done.passages = _passages(connection, authority, texts)
    done.pending = [_changed(change) for change in changes]
    done.pending += [_new_row(row.reference, _text(form.content, row)) for row in new]
    leaving = leaving_rows(sheet, form.content)
    done.pending += [_leaving(row) for row in leaving]
    done.notes, done.waiting = sheet.notes(form.content), sheet.undecided
    if not options.release or not done.pending or (done.passages and not options.confirmed):
        return
    done.notes += write_release(opened, sheet, form.content, changes, new, leaving)
    done.released, done.passages = len({c.recommendation for c in changes}) + len(new) + len(leaving), []


def _text(form: Form, row: Any) -> str:
    return str(row.cells[[column.field for column in form.columns].index("text")] or "")


def _new_row(reference: str, text: str) -> dict[str, Any]:
    return {"recommendation": reference, "field": None, "old": None, "new": text, "put_right": False}


def _leaving(row: LeavingRow) -> dict[str, Any]:
    return {"recommendation": row.reference, "field": None, "old": row.text, "new": None, "put_right": False}


def _changed(change: Change) -> dict[str, Any]:
    return {
        "recommendation": change.reference,
        "field": change.label,
        "old": change.old,
        "new": change.new,
        "put_right": change.put_right,
    }


def _passages(connection: Any, authority: Authority, texts: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Passages that may point to a person, of texts that this authority has not had before."""
    forms = (IssuedForm.from_json(data) for _, _, _, data, _ in papers.forms(connection))
    had = {item.text for form in forms if form.authority == authority.id for item in form.items.values()}
    fresh = [(reference, text) for reference, text in texts if text not in had]
    return [
        {"recommendation": fresh[p.text][0], "words": p.words, "why": p.mark.value}
        for p in identifying(text for _, text in fresh)
    ]
