"""A rule of one country's law: what is open a year after it was issued goes to parliament's committee."""

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card("anniversary", [Provision("due_rule", "anniversary", "npmsync_anniversary.rule:Anniversary")])
