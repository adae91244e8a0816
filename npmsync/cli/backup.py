"""`npmsync backup` and `npmsync restore`."""

from __future__ import annotations

from pathlib import Path

import click

from npmsync.cli.frame import answer, caller, json_option, root_of


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--to", "recipients", metavar="RECIPIENT", multiple=True, help="Encrypt it to this recipient (age1...) too."
)
@json_option
@click.pass_context
def backup(ctx: click.Context, file: str, recipients: tuple[str, ...], as_json: bool) -> None:
    """Put the whole workspace into one file, and read it back to be sure.

    It is encrypted where recipients are named, here or under [backup] in npmsync.toml; any of their keys opens it.

    \b
    Example:
      npmsync backup /media/stick/npm-2026-11-25.zip
    """
    from npmsync.actions.backups import back_up
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = back_up(workspace, Path(file), recipients)
    lines = [f"{done.files} files in {done.path} ({done.size // 1024} KB), read back and found whole."]
    lines += [f"Not in it, for it lies outside the workspace: {path}" for path in done.outside]
    lines.append(
        f"It is encrypted; any one of {len(done.recipients)} keys opens it."
        if done.recipients
        else "It holds confidential texts: keep it as you keep the workspace."
    )
    shape = {
        "path": str(done.path),
        "files": done.files,
        "size": done.size,
        "outside": list(done.outside),
        "recipients": list(done.recipients),
    }
    answer(shape, "\n".join(lines), as_json)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--key", metavar="KEYFILE", help="The key of an encrypted backup.")
@click.option("--for-everyone", is_flag=True, help="Take a database back that other workspaces use too.")
@json_option
@click.pass_context
def restore(ctx: click.Context, file: str, key: str | None, for_everyone: bool, as_json: bool) -> None:
    """Put a backup in the place of this workspace. What stands here is put aside into backups/.

    \b
    Example:
      npmsync --workspace npm-restored restore /media/stick/npm-2026-11-25.zip
    """
    from npmsync.actions.backups import restore as put_back

    done = put_back(root_of(ctx), Path(file), caller(), for_everyone, Path(key).expanduser() if key else None)
    text = f"{done['files']} files of {done['made_at'][:16].replace('T', ' ')} restored into {done['workspace']}."
    text += f"\nWhat stood there is in {done['replaced']}." if done["replaced"] else ""
    text += f"\nIts store is in {done['database']} again." if done["database"] else ""
    answer(done, text, as_json)


@click.command("backup-key")
@click.argument("file", metavar="KEYFILE")
@json_option
def backup_key(file: str, as_json: bool) -> None:
    """Make a key for encrypted backups, and show its recipient.

    Make two, and keep each away from the workspace and from the backups: one with the head, one in a safe.

    \b
    Example:
      npmsync backup-key /media/stick/head.key
    """
    from npmsync.actions.sealing import new_key

    path = Path(file).expanduser().absolute()
    recipient = new_key(path)
    text = f"""\
The key is in {path}. Without it no backup made for it can be read.
To have every backup encrypted to it, write into npmsync.toml:

[backup]
recipients = ["{recipient}"]"""
    answer({"key": str(path), "recipient": recipient}, text, as_json)
