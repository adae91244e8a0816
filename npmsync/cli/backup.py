"""`npmsync backup` and `npmsync restore`."""

from __future__ import annotations

from pathlib import Path

import click

from npmsync.cli.frame import answer, caller, json_option, root_of


@click.command()
@click.argument("file", metavar="FILE")
@json_option
@click.pass_context
def backup(ctx: click.Context, file: str, as_json: bool) -> None:
    """Put the whole workspace into one file, and read it back to be sure.

    \b
    Example:
      npmsync backup /media/stick/npm-2026-11-25.zip
    """
    from npmsync.actions.backups import back_up
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = back_up(workspace, Path(file))
    lines = [f"{done.files} files in {done.path} ({done.size // 1024} KB), read back and found whole."]
    lines += [f"Not in it, for it lies outside the workspace: {path}" for path in done.outside]
    lines.append("It holds confidential texts: keep it as you keep the workspace.")
    shape = {"path": str(done.path), "files": done.files, "size": done.size, "outside": list(done.outside)}
    answer(shape, "\n".join(lines), as_json)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--for-everyone", is_flag=True, help="Take a database back that other workspaces use too.")
@json_option
@click.pass_context
def restore(ctx: click.Context, file: str, for_everyone: bool, as_json: bool) -> None:
    """Put a backup in the place of this workspace. What stands here is put aside into backups/.

    \b
    Example:
      npmsync --workspace npm-restored restore /media/stick/npm-2026-11-25.zip
    """
    from npmsync.actions.backups import restore as put_back

    done = put_back(root_of(ctx), Path(file), caller(), for_everyone)
    text = f"{done['files']} files of {done['made_at'][:16].replace('T', ' ')} restored into {done['workspace']}."
    text += f"\nWhat stood there is in {done['replaced']}." if done["replaced"] else ""
    text += f"\nIts store is in {done['database']} again." if done["database"] else ""
    answer(done, text, as_json)
