"""A backup back into the database that its workspace names: all of it or nothing, with the files."""

from __future__ import annotations

from npmsync.actions.in_place import REPLACED, STORE, InPlace
from npmsync.actions.opened import Caller
from npmsync.errors import Refused
from npmsync.location import locate
from npmsync.store.copying import copy_content, copy_store, is_empty
from npmsync.store.open import Store, open_store
from npmsync.store.reading import places


def refill(address: str, in_place: InPlace, caller: Caller, for_everyone: bool) -> None:
    """Makes the database hold what the backup's store does, and puts the files in place. What the database held is
    kept beside the replaced files. Raises `Refused` where other workspaces use it and `for_everyone` does not say so.
    """
    store = open_store(address, say=caller.say)
    backup = open_store(in_place.fresh / STORE)
    try:
        _keep_what_is_there(store, in_place, for_everyone)
        with backup.transaction() as file, store.transaction() as database:
            copy_content(file, database)
            in_place.put()
    except BaseException:
        in_place.take_back()
        raise
    finally:
        backup.close()
        store.close()


def _keep_what_is_there(store: Store, in_place: InPlace, for_everyone: bool) -> None:
    with store.transaction() as database:
        if is_empty(database):
            return
        me = locate(in_place.root).name
        others = sorted({place.workspace for place in places(database)} - {me})
    if others and not for_everyone:
        raise Refused(
            "store-in-use",
            f"{store.name} is used by other workspaces too, which would be taken back with this one: "
            + "; ".join(others[:5]),
            "Talk with them first; then: npmsync restore FILE --for-everyone",
        )
    copy_store(store, in_place.fresh / STORE, in_place.fresh / REPLACED)
