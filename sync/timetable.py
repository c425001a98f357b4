"""When a timetable says to run next: a cron expression, in UTC."""

from datetime import UTC, datetime

from croniter import CroniterBadCronError, CroniterBadDateError, croniter

from sync.errors import Invalid

_FIELDS = 5


class Timetable:
    """A cron expression of five fields: minute, hour, day of month, month, day of week.

    :raises Invalid: for an expression that cannot be read, or that names no moment.
    """

    def __init__(self, expression: str) -> None:
        if len(expression.split()) != _FIELDS and not expression.startswith("@"):
            raise Invalid(_wrong(expression, f"it has {len(expression.split())} fields"))
        try:
            croniter(expression, datetime(2026, 1, 1, tzinfo=UTC)).get_next(datetime)
        except (CroniterBadCronError, CroniterBadDateError) as error:
            raise Invalid(_wrong(expression, str(error))) from error
        self.expression = expression

    def after(self, moment: datetime) -> datetime:
        """Return the first moment of the timetable after a moment, in UTC."""
        found: datetime = croniter(self.expression, moment.astimezone(UTC)).get_next(datetime)
        return found


def _wrong(expression: str, why: str) -> str:
    return (
        f"{expression!r} is no timetable ({why}). Write minute, hour, day of month, month and day of week in UTC, "
        'such as "0 3 * * *" for every night at three, or @hourly, @daily, @weekly.'
    )
