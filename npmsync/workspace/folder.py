"""A workspace: a folder with npmsync.toml, the store, and what npmsync made. Two runs never overlap in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from npmsync.errors import ConfigError, Locked
from npmsync.paths import at_home
from npmsync.workspace.settings import EndpointSettings, Settings
from npmsync.workspace.toml import read_settings

FILE = "npmsync.toml"
WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace. `root` is absolute."""

    root: Path
    settings: Settings

    @property
    def store(self) -> Path | str:
        """The store's file, or the address of the database that npmsync.toml names."""
        return self.settings.workspace.store or self.own_store

    @property
    def own_store(self) -> Path:
        """The store's file where no database is named."""
        return self.root / "npmsync.sqlite"

    @property
    def outbox(self) -> Path:
        """Invitations as files, to look at or to send by hand."""
        return self.root / "outbox"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def reports(self) -> Path:
        """Reports, briefs and other papers, where no file was named for them."""
        return self.root / "reports"

    @property
    def archive(self) -> Path:
        """What came in, as it came."""
        return self.root / "archive"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def feed(self) -> Path:
        return self.root / "outbox" / "meetings.ics"

    @property
    def files(self) -> tuple[EndpointSettings, ...]:
        """The endpoints that are files."""
        return tuple(endpoint for endpoint in self.settings.endpoint if not endpoint.remote)

    def address(self, endpoint: EndpointSettings) -> Path:
        """The file of an endpoint that is one; a relative address counts from the workspace."""
        return (self.root / at_home(Path(endpoint.address))).absolute()


def open_workspace(root: Path) -> Workspace:
    """Reads the folder's npmsync.toml. Raises `ConfigError`."""
    root = root.absolute()
    workspace = Workspace(root, read_settings(root / FILE))
    _one_endpoint_a_file(workspace)
    return workspace


def _one_endpoint_a_file(workspace: Workspace) -> None:
    seen: dict[Path | str, str] = {}
    for endpoint in workspace.settings.endpoint:
        if endpoint.remote:
            continue
        try:
            path = endpoint.address if endpoint.remote else workspace.address(endpoint).resolve()
        except (OSError, RuntimeError):
            continue
        if path in seen:
            raise ConfigError(
                "two-endpoints-one-file",
                f"{workspace.root / FILE}: endpoints {seen[path]!r} and {endpoint.name!r} are the same file, {path}.",
                "Keep one of the two.",
            )
        seen[path] = endpoint.name


@contextmanager
def held(root: Path, wait: float = WAIT_SECONDS, say: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """Holds the workspace for one run; the system lets go of it when the process ends, however it ends. `say` is told
    that another run is waited for. Raises `Locked` when that holds it for longer than `wait` seconds."""
    from filelock import FileLock, Timeout

    lock = FileLock(root / ".npmsync.lock")
    try:
        try:
            lock.acquire(timeout=min(wait, 1))
        except Timeout:
            say(f"another npmsync is at work in {root}; waiting up to {wait:.0f} seconds")
            lock.acquire(timeout=max(0, wait - 1))
    except Timeout:
        raise Locked(
            "workspace-busy",
            f"Another npmsync is at work in {root} and did not end within {wait:.0f} seconds.",
            "Wait for it to end, then run the command again.",
        ) from None
    try:
        yield
    finally:
        lock.release()
