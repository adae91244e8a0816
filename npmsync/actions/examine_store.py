"""What `doctor` says of the store: whether it is whole, where it lies, who may read it, who else uses it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from npmsync.actions.check import Check
from npmsync.actions.neighbours import about_the_folder, neighbours, refuse_two_copies
from npmsync.actions.opened import Opened
from npmsync.errors import Refused, StoreError
from npmsync.location import locate
from npmsync.store.copying import check_store
from npmsync.store.open import HEAD

_READERS = text(
    "select rolname from pg_roles where rolcanlogin and not rolsuper and rolname <> current_user "
    "and has_table_privilege(oid, 'record', 'select') order by rolname"
)
_LINE = text("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")
_CLIENT = text("select inet_client_addr() is null or host(inet_client_addr()) in ('127.0.0.1', '::1')")


def store_checks(opened: Opened) -> Iterator[Check]:
    """The checks of the store, but for its chain of changes."""
    if opened.store.shared:
        with opened.store.transaction() as connection:
            yield from _database(opened, connection)
    else:
        yield _file(opened)
    where = "; ".join(about_the_folder(opened))
    fit = not where or not locate(opened.workspace.root).cloud
    yield Check("folder", fit, where or f"{opened.workspace.root} lies where npmsync can work safely.")


def _file(opened: Opened) -> Check:
    path = opened.workspace.own_store
    try:
        refuse_two_copies(opened)
        check_store(path, opened.store.key)
    except (Refused, StoreError) as error:
        return Check("store", False, f"{error.message} {error.hint}")
    how = f", encrypted with the key {opened.store.key.name}" if opened.store.key else ""
    return Check("store", True, f"{path} is whole (schema {HEAD}){how}.")


def _database(opened: Opened, connection: Connection) -> Iterator[Check]:
    version = connection.exec_driver_sql("show server_version").scalar()
    yield Check("store", True, f"{opened.store.name} answers (PostgreSQL {version}, schema {HEAD}).")
    near = connection.execute(_CLIENT).scalar()
    ssl, protocol = connection.execute(_LINE).one()
    how = f"encrypted ({protocol})" if ssl else "not encrypted"
    mend = "" if ssl or near else ": take sslmode=disable, allow or prefer out of the address in npmsync.toml"
    yield Check("connection", bool(ssl or near), f"the line to the store is {how}{mend}.")
    readers = [str(name) for name in connection.execute(_READERS).scalars()]
    said = "besides the server's administrators, only you can read it."
    if readers:
        said = f"these may read it too: {', '.join(readers)}. If one of them is none of yours: REVOKE ALL ... FROM it."
    yield Check("readers", True, said)
    seen = {(place.workspace, place.seen, place.by) for place in neighbours(opened, connection).others}
    for workspace, day, by in sorted(seen):
        yield Check("workspace", True, f"{workspace} uses the same store (last on {day}, {by}).")
