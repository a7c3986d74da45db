"""Dates as numbers: days since the first of them, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

MICROSECONDS = 86_400_000_000
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Dates:
    """What the numbers of a column of dates mean.

    Attributes
    ----------
    first : int
        Microseconds from the beginning of 1970 (UTC) to the date that is 0; the numbers are days
        from there.
    clock : bool
        Whether they are times of a day, which has no date.
    zoned : bool
        Whether they are points in time, told in UTC; else they are as the clocks showed them.
    """

    first: int
    clock: bool = False
    zoned: bool = False

    def later(self, days: float) -> Dates:
        """Return the meaning of the numbers that are less by so many days."""
        return replace(self, first=self.first + round(days * MICROSECONDS))

    def days_to(self, other: Dates) -> float:
        """Return by how many days another first date is later."""
        return (other.first - self.first) / MICROSECONDS

    def at(self, days: float) -> datetime:
        """Return the date of a number, without time zone.

        Raises
        ------
        OverflowError
            If it is not in the years 1 to 9999.
        """
        moment = BEGINNING + timedelta(microseconds=self.first + round(days * MICROSECONDS))
        return moment.replace(tzinfo=None)
