"""`doctor`: checks what can be checked and says what to do."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from npmsync.actions.accounts import imap_server, smtp_server
from npmsync.actions.calendar_access import is_calendar
from npmsync.actions.calendar_checks import busy_check, calendar_check
from npmsync.actions.check import Check
from npmsync.actions.checking_papers import check_papers
from npmsync.actions.dialogue_check import dialogue_check
from npmsync.actions.dialogue_endpoint import is_dialogue
from npmsync.actions.examine_store import store_checks
from npmsync.actions.internal_place import internal_places
from npmsync.actions.neighbours import neighbours
from npmsync.actions.opened import Opened
from npmsync.actions.stores import store_of
from npmsync.actions.trackers import read_tracker
from npmsync.actions.watch_check import watch_check
from npmsync.actions.world import load_world
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError
from npmsync.ports import Post
from npmsync.store import agreements, decisions, history
from npmsync.workspace.mail import MailSettings
from npmsync.workspace.settings import EndpointSettings


def examine(opened: Opened) -> list[Check]:
    """All checks, in the order in which one would mend what they find."""
    checks = [Check("settings", True, f"{opened.workspace.root / 'npmsync.toml'} can be used.")]
    checks += [_plugin(info) for info in opened.caller.plugins.installed()]
    checks += [_any_endpoint(opened, endpoint) for endpoint in opened.settings.endpoint]
    checks += internal_places(opened)
    checks += [busy_check(opened, settings) for settings in opened.settings.busy]
    checks += [check for account in opened.settings.mail for check in _mail(opened, account)]
    checks += store_checks(opened)
    with opened.store.transaction() as connection:
        broken = history.broken_link(connection)
        count = history.length(connection)
        waiting = decisions.count_open(connection)
        known = neighbours(opened, connection).named
        gone = [name for name in agreements.endpoints(connection) if name not in known]
        world = load_world(opened, connection)
    checks.append(
        Check("history", True, f"the chain of {count} changes holds.")
        if broken is None
        else Check("history", False, f"the chain breaks at entry {broken}: the store was changed by something else.")
    )
    checks.append(_permissions(opened))
    checks.append(watch_check(opened))
    if waiting:
        checks.append(Check("decisions", False, f"{waiting} things wait for you: npmsync conflicts list"))
    for name in gone:
        checks.append(Check("endpoint", False, f"the store knows an endpoint {name!r} that npmsync.toml has not."))
    checks += _people(opened, world)
    checks += [Check(f"papers: {one['name']}", False, one["message"]) for one in check_papers(opened) if not one["ok"]]
    return checks


def _plugin(info) -> Check:  # type: ignore[no-untyped-def]
    ok = info.state != "broken"
    return Check(f"plugin {info.name}", ok, f"{info.state}" + (f": {info.error}" if info.error else ""))


def _any_endpoint(opened: Opened, endpoint: EndpointSettings) -> Check:
    if is_calendar(opened, endpoint):
        return calendar_check(opened, endpoint)
    return dialogue_check(opened, endpoint) if is_dialogue(endpoint) else _endpoint(opened, endpoint)


def _endpoint(opened: Opened, endpoint: EndpointSettings) -> Check:
    name = f"tracker {endpoint.name}"
    try:
        tracker = read_tracker(opened, endpoint, ())
        missing = _missing(opened, endpoint)
    except NpmsyncError as error:
        return Check(name, False, f"{error.message} {error.hint}".strip())
    if missing:
        return Check(name, False, " ".join(missing))
    mapped = sum(len(reading.table.columns) for reading in tracker.readings)
    problems = list(tracker.problems)
    said = f"{len(tracker.sources)} records in {mapped} columns of {tracker.tables.where}"
    if problems:
        said += f"; {len(problems)} cells could not be read, the first is {problems[0].cell}: {problems[0].message}"
    others = [note for note in tracker.notes if note not in tracker.mends]
    said = "; ".join([said, *tracker.mends, *others[:5]])
    return Check(name, not tracker.mends, said)


def _missing(opened: Opened, endpoint: EndpointSettings) -> tuple[str, ...]:
    """What is missing before a sheet on a server can be written."""
    if not endpoint.remote:
        return ()
    return store_of(opened.caller, endpoint.adapter).inspect(endpoint.address)


def _mail(opened: Opened, account: MailSettings) -> Iterator[Check]:
    """Whether the account's servers let us in. Nothing is sent and nothing is read."""
    post: Post = opened.plugin("post", "internet")
    tries: list[tuple[str, str, Callable[[], AbstractContextManager[object]]]] = []
    if account.smtp:
        tries.append(("sending", account.smtp.host, lambda: post.sending(smtp_server(opened, account))))
    if account.imap:
        tries.append(("mailbox", account.imap.host, lambda: post.mailbox(imap_server(opened, account))))
    for what, host, connect in tries:
        try:
            with connect():
                yield Check(f"mail {account.name}, {what}", True, f"{host} lets us in, over an encrypted line.")
        except NpmsyncError as error:
            yield Check(f"mail {account.name}, {what}", False, f"{error.message} {error.hint}".strip())


def _permissions(opened: Opened) -> Check:
    root = opened.workspace.root
    if os.name != "posix":
        return Check("permissions", True, f"who may read {root} is decided by its folder's sharing settings.")
    mode = stat.S_IMODE(root.stat().st_mode)
    if mode & 0o077:
        return Check("permissions", False, f"{root} can be read by other users of this computer: chmod 700 {root}")
    return Check("permissions", True, f"only you can read {root}.")


def _people(opened: Opened, world: World) -> Iterator[Check]:
    if opened.settings.organiser is None:
        yield Check("organiser", False, 'nobody is named who invites: organiser = "NAME <ADDRESS>" in [workspace].')
    addressed = {identity for r in world.recommendations if r.open for identity in r.addressees}
    without = sorted(
        world.name(identity)
        for identity in addressed
        if not any(contact.email for contact in world.contacts_on(identity, opened.today))
    )
    if without:
        yield Check("contacts", False, "no address is known for: " + "; ".join(without))
    names = {a.name for a in world.authorities}
    for setting in opened.settings.authority:
        if setting.parent and setting.parent not in names:
            yield Check(
                "authority", False, f"{setting.name!r} has the parent {setting.parent!r}, which no tracker names."
            )
