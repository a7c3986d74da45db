"""Which data, and which of their rows and columns."""

from __future__ import annotations

import click

DATA_OPTIONS = [
    click.argument("data", required=False),
    click.option("-x", "x", metavar="COLUMN", help="Column for x.  [default: first of numbers]"),
    click.option("-y", "y", metavar="COLUMN", help="Column for y.  [default: next of numbers]"),
    click.option(
        "-w", "--weights", metavar="COLUMN", help="Column that says how much each row counts."
    ),
    click.option(
        "--where",
        metavar="SQL",
        help="Use only rows that meet a condition, as in \"hours > 2 AND city = 'Oslo'\".",
    ),
    click.option(
        "--table", metavar="NAME", help="Table of a database, or sheet of a workbook, to read."
    ),
    click.option(
        "--sql",
        metavar="QUERY",
        help="Rows to take from a database, as in 'SELECT hours, score FROM exams'.",
    ),
    click.option(
        "--decimal",
        type=click.Choice([".", ","]),
        help="Decimal sign of numbers in text; the other groups thousands.  "
        "[default: told by the numbers]",
    ),
]
