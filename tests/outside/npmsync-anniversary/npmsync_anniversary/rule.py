"""Open recommendations whose anniversary has come."""

from collections.abc import Iterator
from datetime import date, timedelta

from npmsync.domain.world import World
from npmsync.ports import RuleItem

YEAR = timedelta(days=365)


class Anniversary:
    def due(self, world: World, today: date) -> Iterator[RuleItem]:
        for one in world.recommendations:
            if one.open and one.issued_on and one.issued_on + YEAR <= today:
                to = one.addressees[0] if one.addressees else None
                yield RuleItem("Tell the committee of parliament.", one.issued_on + YEAR, to, one.id)
