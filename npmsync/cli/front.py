"""The front page: every command with a line on what it does. It is shown without a single library."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Make a sample workspace and run the whole job on it."),
    "init": ("init", "Recognise your trackers and write npmsync.toml."),
    "doctor": ("doctor", "Check settings, files and store; say what to do."),
    "sync": ("sync", "Bring the trackers and the store in step."),
    "conflicts": ("conflicts", "What waits for a person, and deciding it."),
    "list": ("listing", "Recommendations, authorities, focal points, meetings and more."),
    "plan": ("planning", "Propose the year's meetings."),
    "meetings": ("meetings", "Move, cancel, skip or answer for a meeting."),
    "invite": ("inviting", "Write invitations to the outbox."),
    "replies": ("inviting", "Take in answers to invitations."),
    "export": ("exporting", "Make each authority its own response form."),
    "receive": ("receiving", "Take in response forms that came back, or a letter."),
    "papers": ("papers", "Forms and letters: what went to whom, what an authority has seen."),
    "share": ("sharing", "Share a sheet with an authority; release what waits for it."),
    "due": ("due", "What is to be done today."),
    "brief": ("brief", "What to verify on a visit; take in what was seen."),
    "decide": ("decide", "Record a further step, or give more time to answer."),
    "report": ("report", "The dialogue in figures, as a page or a workbook."),
    "contacts": ("contacts", "Take contacts in from vCard files and address books."),
    "concerns": ("concerns", "Concerns about reprisals, for named members only."),
    "log": ("log", "Record an exchange with an authority."),
    "history": ("history", "What changed, by whom, from where."),
    "undo": ("history", "Take a run back."),
    "watch": ("watch", "Sync by itself, when a tracker is saved and every so often."),
    "redact": ("redact", "Remove a text for good, wherever it can be reached."),
    "backup": ("backup", "Put the whole workspace into one file."),
    "backup-key": ("backup", "Make a key for encrypted backups."),
    "restore": ("backup", "Put a backup in the place of a workspace."),
    "encrypt": ("encrypt", "Encrypt the store; its key in the system's keyring."),
    "plugins": ("plugins", "The adapters that are installed, and beginning one of your own."),
}
"""command -> (module below npmsync.cli, one line of help)"""

FRONT_PAGE = """\
Usage: npmsync [OPTIONS] COMMAND [ARGS]...

  Keeps a National Preventive Mechanism's trackers, meetings and answers in
  step.

  Start with your own tracker:
    npmsync init --tracker register.xlsx --country GE --timezone Asia/Tbilisi
    npmsync sync
  or look at a sample first:
    npmsync demo

Options:
  --workspace DIR  The folder with npmsync.toml (default: this one).
  --version        Show the version and exit.
  -h, --help       Show this message and exit.

Commands:
"""


def front_page() -> str:
    """What `npmsync --help` shows."""
    width = max(map(len, COMMANDS))
    return FRONT_PAGE + "".join(f"  {name:<{width}}  {summary}\n" for name, (_, summary) in COMMANDS.items())
