"""Commands that take a value once where one is all they use."""

from __future__ import annotations

from collections import Counter

import click

# How options that take one value hold several things in it.
TOGETHER = {
    "panels": "name several with commas between them, as in contour,fit",
    "show": "name several with commas between them, as in gradient,step",
    "epoch": "name several with commas between them, as in 0,10,last",
    "camera": "give several places with blanks between them, as in '0:35,-60 50:60,-120'",
    "where": "join conditions with AND or OR",
}


class OnceCommand(click.Command):
    """A command that refuses a second value for an option that takes one.

    Click keeps the last, and what the first asked for would be lost without a word. Flags say the
    same as often as they are given.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments of the command line.

        Raises
        ------
        click.UsageError
            If an option that takes one value is given several times.
        """
        if not ctx.resilient_parsing:
            # The parser takes its arguments from the list that it is given.
            _, _, order = self.make_parser(ctx).parse_args(list(args))
            _check_once(ctx, order)
        return super().parse_args(ctx, args)


def _check_once(ctx: click.Context, order: list[click.Parameter]) -> None:
    for option, times in Counter(order).items():
        if times == 1 or not isinstance(option, click.Option):
            continue
        if option.multiple or option.is_flag:
            continue
        name = max(option.opts, key=len)
        often = "twice" if times == 2 else f"{times} times"
        way_out = TOGETHER.get(option.name or "", "leave out all but one")
        raise click.UsageError(f"{name} takes one value but is given {often}: {way_out}", ctx)
