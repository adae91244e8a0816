"""`npmsync encrypt`."""

from __future__ import annotations

import os
import sys

import click

from npmsync.cli.frame import answer, caller, json_option, root_of


@click.command()
@click.option("--unlock", is_flag=True, help="Give this computer the key of a store that is encrypted already.")
@click.option("--undo", is_flag=True, help="Take the encryption back.")
@click.option("--without-keyring", is_flag=True, help="NPMSYNC_STORE_PHRASE will hold the recovery phrase instead.")
@json_option
@click.pass_context
def encrypt(ctx: click.Context, unlock: bool, undo: bool, without_keyring: bool, as_json: bool) -> None:
    """Encrypt the store; show its recovery phrase once, and keep the key in the system's keyring.

    The trackers, and what npmsync writes for you to send, stay as they are: for them, encrypt the disk.

    \b
    Example:
      npmsync encrypt
      npmsync encrypt --unlock
    """
    from npmsync.actions import encrypting

    if unlock and undo:
        raise click.UsageError("Use --unlock or --undo, not both.")
    if undo:
        encrypting.decrypt(root_of(ctx), caller())
        answer({"store_key": None, "phrase": None}, "The store is no longer encrypted.", as_json)
    if unlock:
        name = encrypting.unlock(root_of(ctx), caller(), _phrase())
        answer({"store_key": name, "phrase": None}, "This computer opens the store from now on.", as_json)
    shown: list[str] = []

    def show(phrase: str) -> None:
        shown.append(phrase)
        if not as_json:
            _show(phrase)

    name = encrypting.encrypt(root_of(ctx), caller(), show, keyring=not without_keyring)
    where = "NPMSYNC_STORE_PHRASE must hold the phrase" if without_keyring else "The key is in this computer's keyring"
    text = f"The store is encrypted (key {name}). {where}.\nBackups hold it encrypted too; older ones do not."
    answer({"store_key": name, "phrase": shown[0]}, text, as_json)


def _show(phrase: str) -> None:
    """The phrase for a person, who at a terminal says that it is written down."""
    click.echo(f"""\
The recovery phrase of this store. Write it on paper, and keep it away from this
computer and from the backups. It is shown this once; without it and without
this computer's keyring nobody can open the store again.

    {phrase}
""")
    if sys.stdin.isatty():
        typed = click.prompt("Type its last group of four, when it is on paper")
        if "".join(typed.split()).upper() != phrase[-4:]:
            raise click.ClickException("That is not the last group. Nothing was changed; run the command again.")


def _phrase() -> str:
    said = os.environ.get("NPMSYNC_STORE_PHRASE")
    if said:
        return said
    if not sys.stdin.isatty():
        raise click.UsageError("There is nobody to ask for the recovery phrase: set NPMSYNC_STORE_PHRASE.")
    typed: str = click.prompt("Recovery phrase", hide_input=True)
    return typed
