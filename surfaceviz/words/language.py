"""The words of a picture, in the languages there are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from surfaceviz.base.errors import lookup
from surfaceviz.scene import defaults

if TYPE_CHECKING:
    from collections.abc import Mapping

Told = TypeVar("Told")


@dataclass(frozen=True)
class Words:
    """What a picture says of itself; names of columns and of optimizers are not translated.

    Names in braces are places for what differs from picture to picture.

    Attributes
    ----------
    name : str
        The language, as its speakers write it.
    surface, contours, fit, loss_curve : str
        Titles of the panels.
    fit_curve : str
        Title of the fit where it is no straight line.
    fit_weighted : str
        Title of the fit where points count differently; {fit} is one of the titles.
    fit_all, fit_all_weighted : str
        Title of the fit where all points are shown as their density.
    fit_part, fit_part_weighted : str
        Title of the fit where some of the points are shown.
    slope, intercept, epoch : str
        Names of axes.
    slope_scaled, intercept_scaled : str
        Names of axes whose params are those of z-scored x.
    before_epoch, after_epoch : str
        Around the epoch's number in the title row.
    diverged, converged : str
        How a run ended.
    day, date, year, years : str
        A day of a year, a date, a year, and from one year to another.
    months : tuple of str
        The names of the months, short.
    seconds : str
        Seconds of a minute.
    terms : Mapping
        What the English terms in labels of losses become; all else in them stays as it is.
    """

    name: str
    surface: str
    contours: str
    fit: str
    loss_curve: str
    fit_curve: str
    fit_weighted: str
    fit_all: str
    fit_all_weighted: str
    fit_part: str
    fit_part_weighted: str
    slope: str
    intercept: str
    slope_scaled: str
    intercept_scaled: str
    epoch: str
    before_epoch: str
    after_epoch: str
    diverged: str
    converged: str
    day: str
    date: str
    year: str
    years: str
    months: tuple[str, ...]
    seconds: str
    terms: Mapping[str, str] = field(default_factory=dict)

    def term(self, label: str) -> str:
        """Return what the label of a loss is called."""
        for english, term in self.terms.items():
            label = re.sub(rf"\b{re.escape(english)}\b", term, label)
        return label


ENGLISH = Words(
    name="English",
    surface="Loss surface",
    contours="Loss contours",
    fit="Fitted line",
    loss_curve="{loss} per epoch",
    fit_curve="Fitted curve",
    fit_weighted="{fit} (weighted points)",
    fit_all="{fit} ({total} points)",
    fit_all_weighted="{fit} ({total} weighted points)",
    fit_part="{fit} ({shown} of {total} points)",
    fit_part_weighted="{fit} ({shown} of {total} weighted points)",
    slope="slope m",
    intercept="intercept b",
    slope_scaled="slope m′ (z-scored x)",
    intercept_scaled="intercept b′",
    epoch="epoch",
    before_epoch="epoch",
    after_epoch="of {last}",
    diverged="diverged",
    converged="converged",
    day="{day} {month}",
    date="{day} {month} {year}",
    year="{year}",
    years="{first}–{last}",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    seconds="{seconds} s",
)

CHINESE = Words(
    name="中文",
    surface="损失曲面",
    contours="损失等高线",
    fit="拟合直线",
    loss_curve="{loss} 随轮次的变化",
    fit_curve="拟合曲线",
    fit_weighted="{fit}（加权数据点）",
    fit_all="{fit}（共 {total} 个数据点）",
    fit_all_weighted="{fit}（共 {total} 个加权数据点）",
    fit_part="{fit}（显示 {total} 个数据点中的 {shown} 个）",
    fit_part_weighted="{fit}（显示 {total} 个加权数据点中的 {shown} 个）",
    slope="斜率 m",
    intercept="截距 b",
    slope_scaled="斜率 m′（x 已标准化）",
    intercept_scaled="截距 b′",
    epoch="轮次",
    before_epoch="第",
    after_epoch="轮，共 {last} 轮",
    diverged="已发散",
    converged="已收敛",
    day="{month}{day}日",
    date="{year}年{month}{day}日",
    year="{year}年",
    years="{first}–{last}年",
    months=tuple(f"{month}月" for month in range(1, 13)),
    seconds="{seconds} 秒",
    terms={
        "log loss": "对数损失",
        "Huber": "Huber 损失",
        "quantile": "分位数损失",
        "ridge": "岭惩罚",
        "lasso": "Lasso 惩罚",
        "elastic net": "弹性网络惩罚",
    },
)

# One entry makes a language.
LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "zh": CHINESE}


def words_of(code: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    InputError
        If it is none of ``LANGUAGES``; the message lists those there are.
    """
    return lookup(LANGUAGES, code, "language")


def told_in(code: str, table: Mapping[str, Told]) -> Told:
    """Return what a table of languages says in one; in English where it says nothing in that.

    Raises
    ------
    InputError
        If it is none of ``LANGUAGES``; the message lists those there are.
    """
    lookup(LANGUAGES, code, "language")
    return table[code] if code in table else table[defaults.LANG]
