"""Ticks of an axis of dates: as many as have room, at round dates and times of day."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from matplotlib.ticker import FixedFormatter, FixedLocator

from surfaceviz.data.dates import BEGINNING, MICROSECONDS
from surfaceviz.draw.artists.parts import axes_size
from surfaceviz.draw.lettering import text_width
from surfaceviz.words.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from surfaceviz.data.dates import Dates
    from surfaceviz.draw.themes.theme import Style, Theme
    from surfaceviz.words.language import Words

# Labels, and what all of them leave out.
Told: TypeAlias = "tuple[list[str], list[str]]"

# All in microseconds, whole numbers that no rounding moves.
SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, MICROSECONDS
SHORTEST_MONTH, LONGEST_MONTH = 28 * DAY, 31 * DAY
# Weeks begin on Mondays; this one is the first after the beginning of 1970.
MONDAY = 4 * DAY
# Distances between ticks: in microseconds, and from a month on in months.
EVEN = (
    *(digit * 10**power for power in range(6) for digit in (1, 2, 5)),
    *(count * unit for unit in (SECOND, MINUTE) for count in (1, 2, 5, 10, 15, 30)),
    *(count * HOUR for count in (1, 2, 3, 6, 12)),
    *(count * DAY for count in (1, 2, 7, 14)),
)
MONTHLY = (1, 2, 3, 6, *(12 * digit * 10**power for power in range(4) for digit in (1, 2, 5)))
MOST_TICKS = 8
# Points between labels.
GAP = 14.0
# Points of the axes' width that the other axis's labels may yet take.
ROOM_FOR_LABELS = 80.0


@dataclass(frozen=True)
class Ticks:
    """Marks of an axis of dates.

    Attributes
    ----------
    places : tuple of float
        Where they are, in days since the first date.
    labels : tuple of str
        What they are called, one for each.
    common : str
        What the labels leave out, such as the year; "" for nothing.
    """

    places: tuple[float, ...]
    labels: tuple[str, ...]
    common: str


def set_date_ticks(axes: Axes, dates: Dates, style: Style) -> None:
    """Give the horizontal axis ticks that are dates; call it when its limits are set."""
    width = axes_size(axes)[0]
    room = max(width - ROOM_FOR_LABELS, width / 2)
    ticks = date_ticks(dates, axes.get_xlim(), room, style.theme, style.words)
    formatter = FixedFormatter(ticks.labels)
    formatter.set_offset_string(ticks.common)
    axes.xaxis.set_major_locator(FixedLocator(ticks.places))
    axes.xaxis.set_major_formatter(formatter)


def date_ticks(
    dates: Dates,
    extent: tuple[float, float],
    room: float,
    theme: Theme,
    words: Words = ENGLISH,
) -> Ticks:
    """Return the closest ticks whose labels have room.

    Parameters
    ----------
    dates : Dates
        What the numbers on the axis mean.
    extent : tuple of float
        Where the axis begins and ends, in days since the first date. It may reach beyond the
        years 1 to 9999, where there are no ticks.
    room : float
        Length of the axis in points.
    theme : Theme
        Gives the labels' type.
    words : Words
        Gives the months their names. The system's are not asked for: a picture is the same
        wherever it is made.
    """
    per_day = room / (extent[1] - extent[0])
    ticks = Ticks((), (), "")
    for step, moments in _choices(*_span(dates, extent)):
        ticks = _lettered(dates, moments, step, words)
        if _have_room(ticks, per_day, theme):
            return ticks
    return replace(ticks, places=ticks.places[:1], labels=ticks.labels[:1])


def _have_room(ticks: Ticks, per_day: float, theme: Theme) -> bool:
    widths = [text_width(label, theme) for label in ticks.labels]
    return all(
        (after - before) * per_day >= (left + right) / 2 + GAP
        for (before, after), (left, right) in zip(
            pairwise(ticks.places), pairwise(widths), strict=True
        )
    )


def _span(dates: Dates, extent: tuple[float, float]) -> tuple[int, int]:
    """Return the first and the last microsecond that may have a tick."""
    if dates.clock:
        earliest = dates.first // DAY * DAY
        latest = earliest + DAY
    else:
        earliest, latest = map(_microseconds, (datetime.min, datetime.max))
    start = dates.first + math.ceil(extent[0] * DAY)
    end = dates.first + math.floor(extent[1] * DAY)
    return max(start, earliest), min(end, latest)


def _choices(start: int, end: int) -> Iterator[tuple[int, list[int]]]:
    """Yield distances, ever longer ones, and the moments from start to end that lie so apart."""
    for step in EVEN:
        if end - start <= step * MOST_TICKS:
            moments = list(range(start + (MONDAY - start) % step, end + 1, step))
            if moments:
                yield step, moments
    for months in MONTHLY:
        if end - start <= months * LONGEST_MONTH * MOST_TICKS:
            moments = _beginnings(start, end, months)
            if moments:
                yield months * SHORTEST_MONTH, moments


def _beginnings(start: int, end: int, months: int) -> list[int]:
    """Return the beginnings of every so many months, counted from a January, from start to end."""
    first, last = (each.year * 12 + each.month - 1 for each in (_date(start), _date(end)))
    numbers = range(-(-first // months) * months, last + 1, months)
    moments = (_microseconds(datetime(each // 12, each % 12 + 1, 1)) for each in numbers)
    return [moment for moment in moments if moment >= start]


def _lettered(dates: Dates, moments: Sequence[int], step: int, words: Words) -> Ticks:
    """Return the ticks at moments that are a step apart."""
    if dates.clock:
        midnight = dates.first // DAY * DAY
        labels, common = _times([moment - midnight for moment in moments], step, words)
    else:
        labels, common = _dates(moments, step, words)
    if dates.zoned:
        common = [*common, "UTC"]
    places = tuple((moment - dates.first) / DAY for moment in moments)
    return Ticks(places, tuple(labels), ", ".join(common))


def _dates(moments: Sequence[int], step: int, words: Words) -> Told:
    dates = [_date(moment) for moment in moments]
    if step >= SHORTEST_MONTH:
        return _months(dates, step, words)
    if step >= DAY or dates[0].date() != dates[-1].date():
        return [_day_or_time(each, step, words) for each in dates], [_years(dates, words)]
    labels, common = _times([moment % DAY for moment in moments], step, words)
    return labels, [_said(words.date, dates[0], words), *common]


def _months(dates: Sequence[datetime], step: int, words: Words) -> Told:
    """Return months, each January as its year where there are several."""
    one_year = dates[0].year == dates[-1].year and step < 12 * SHORTEST_MONTH
    labels = [
        words.year.format(year=each.year)
        if each.month == 1 and not one_year
        else words.months[each.month - 1]
        for each in dates
    ]
    return labels, [_years(dates, words)] if one_year else []


def _years(dates: Sequence[datetime], words: Words) -> str:
    first, last = dates[0].year, dates[-1].year
    if first == last:
        return words.year.format(year=first)
    return words.years.format(first=first, last=last)


def _day_or_time(date: datetime, step: int, words: Words) -> str:
    since_midnight = _microseconds(date) % DAY
    return _time(since_midnight, step) if since_midnight else _said(words.day, date, words)


def _said(form: str, date: datetime, words: Words) -> str:
    return form.format(day=date.day, month=words.months[date.month - 1], year=date.year)


def _times(since_midnight: Sequence[int], step: int, words: Words) -> Told:
    """Return times of day, or seconds where those would be long and share their minute."""
    minutes = {each // MINUTE for each in since_midnight}
    if step < SECOND and len(minutes) == 1:
        seconds = (_seconds(each, step).removeprefix("0") for each in since_midnight)
        labels = [words.seconds.format(seconds=each) for each in seconds]
        return labels, [_time(since_midnight[0], MINUTE)]
    return [_time(each, step) for each in since_midnight], []


def _time(since_midnight: int, step: int) -> str:
    hours, minutes = divmod(since_midnight // MINUTE, 60)
    text = f"{hours:02d}:{minutes:02d}"
    return text if step >= MINUTE else f"{text}:{_seconds(since_midnight, step)}"


def _seconds(since_midnight: int, step: int) -> str:
    """Return the seconds of the minute, with the decimals that tell apart what is a step apart."""
    seconds, fraction = divmod(since_midnight % MINUTE, SECOND)
    decimals = f".{fraction:06d}"[: 8 - len(str(step))] if step < SECOND else ""
    return f"{seconds:02d}{decimals}"


def _date(moment: int) -> datetime:
    return BEGINNING + timedelta(microseconds=moment)


def _microseconds(date: datetime) -> int:
    return (date.replace(tzinfo=UTC) - BEGINNING) // timedelta(microseconds=1)
