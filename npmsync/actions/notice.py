"""A notice on the desktop: only when a person is needed, and without a word of what it is about."""

from __future__ import annotations

from npmsync.actions.registering import System

_APPLE = 'display notification "{text}" with title "npmsync"'


def notify(system: System, text: str) -> bool:
    """Shows a line where the desktop can; False where it cannot. `text` is ours: it holds nothing of any record."""
    if system.platform == "darwin":
        return system.run(("osascript", "-e", _APPLE.format(text=text)), None)[0] == 0
    if system.platform == "win32":
        return system.run(("msg", "*", "/TIME:60", f"npmsync: {text}"), None)[0] == 0
    return system.run(("notify-send", "--app-name=npmsync", "npmsync", text), None)[0] == 0
