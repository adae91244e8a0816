"""Forms as plain text, for whoever reads with a screen reader or answers by telegram."""

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card("plain", [Provision("renderer", "plain", "npmsync_plain.renderer:PlainRenderer", (".txt",))])
