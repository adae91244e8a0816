"""Where a folder really lies: on a disk of this computer, on another computer's, or in a folder that some program keeps
in step with a cloud. Told by the system's list of mounts and by what such programs leave behind; nothing is written."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
_NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "ncp", "9p", "webdav", "davfs",
        "fuse.davfs", "fuse.davfs2", "sshfs", "fuse.sshfs", "osxfuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "ceph",
        "glusterfs", "fuse.glusterfs", "lustre", "vboxsf", "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
_CLOUDS = {
    "OneDrive": r"OneDrive( ?- ?.+)?|SharePoint( - .+)?",
    "Dropbox": r"Dropbox( \(.+\))?",
    "Google Drive": r"Google ?Drive.*|My Drive|GoogleDrive-.+|DriveFS",
    "iCloud": r"iCloud ?Drive|com~apple~CloudDocs|Mobile Documents",
    "Nextcloud": r"Nextcloud\d*",
    "ownCloud": r"ownCloud.*",
    "Box": r"Box( Sync|-Box)?",
    "Yandex Disk": r"Yandex\.?Disk",
    "pCloud": r"pCloud ?Drive",
    "Mega": r"MEGA|MEGAsync",
    "a cloud": r"CloudStorage",
}
_LEFT_BEHIND = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
    ".SynologyWorkingDirectory": "Synology Drive",
}


@dataclass(frozen=True, slots=True)
class Location:
    """`name` is the same on every computer that sees the folder, and of no other folder. `share` and `cloud` name the
    share and the program, or are empty."""

    name: str
    share: str = ""
    cloud: str = ""

    @property
    def plain(self) -> bool:
        """On a disk of this computer, and nobody else's business."""
        return not self.share and not self.cloud


def locate(path: Path) -> Location:
    """Where `path` is, whether it is there or not. A link is followed."""
    real = Path(os.path.realpath(path))
    share, rest = _share(real)
    cloud = _cloud(real)
    if share and not cloud:
        return Location(f"{share}/{rest}".rstrip("/").casefold(), share=share)
    return Location(f"{platform.node()}:{real}", share=share, cloud=cloud)


def _share(real: Path) -> tuple[str, str]:
    """(//server/share, the rest) of a path on another computer, ("", "") of one here."""
    text = str(real)
    if os.name == "nt":
        return _windows_share(text)
    best: tuple[str, str, str] = ("", "", "")
    for source, point, kind in _mounts():
        inside = text == point or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[1]):
            best = (source, point, kind)
    source, point, kind = best
    if kind.lower() not in _NETWORK:
        return "", ""
    return _one_form(source), text[len(point.rstrip("/")) :].lstrip("/")


def _one_form(source: str) -> str:
    """A server's share as all systems may write it, //server/share: NFS has server:/share, a Mac //user@server/..."""
    source = re.sub(r"^//[^@/]*@", "//", source.replace("\\", "/"))
    return re.sub(r"^(?:[^@/:]*@)?(\[[^\]]+\]|[^/:]+):/*", r"//\1/", source)


def _windows_share(text: str) -> tuple[str, str]:
    text = text.replace("\\", "/")
    if text.lower().startswith("//?/unc/"):
        text = "//" + text[8:]
    found = re.match(r"(//[^/?.][^/]*/[^/]+)/?(.*)", text)
    if found:
        return ("", "") if found[1].lower().startswith(("//wsl$", "//wsl.localhost")) else (found[1], found[2])
    if sys.platform == "win32":  # a drive letter that could not be followed to its share
        import ctypes

        if ctypes.windll.kernel32.GetDriveTypeW(text[:3].replace("/", "\\")) == 4:  # DRIVE_REMOTE
            return text[:2], text[3:]
    return "", ""


def _mounts() -> Iterable[tuple[str, str, str]]:
    """(source, mount point, kind) of everything that is mounted."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return _mac_mounts()
    return [tuple(map(_unescaped, line.split(" ")[:3])) for line in lines if line.count(" ") >= 2]  # type: ignore[misc]


def _unescaped(word: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), word)


def _mac_mounts() -> Iterable[tuple[str, str, str]]:
    if sys.platform != "darwin":
        return []
    import subprocess

    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return []
    return re.findall(r"^(.+?) on (/.*?) \((\w+)", done.stdout, re.MULTILINE)


def _cloud(real: Path) -> str:
    for folder in (real, *real.parents):
        for program, names in _CLOUDS.items():
            if folder.name and re.fullmatch(names, folder.name, re.IGNORECASE):
                return program
        for mark, program in _LEFT_BEHIND.items():
            # ~/.dropbox is where the program keeps its own things, not a mark of a folder that it keeps in step.
            if (folder / mark).exists() and not (mark == ".dropbox" and (folder / mark).is_dir()):
                return program
    return ""
