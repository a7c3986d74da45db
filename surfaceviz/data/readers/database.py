"""DuckDB's own database files: a table, a view or a query, read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surfaceviz.base.errors import InputError
from surfaceviz.data.readers.archives import one_file
from surfaceviz.data.readers.protocol import Table, Way
from surfaceviz.data.readers.session import first_line
from surfaceviz.data.readers.tables import choose_table
from surfaceviz.data.readers.typing import typed_columns
from surfaceviz.data.sql import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from surfaceviz.data.columns import Chosen, Selection
    from surfaceviz.data.readers.protocol import Files

# A query that gives more rows than this will hardly ever end.
MOST_ROWS = 10**10


def open_table(files: Files, session: duckdb.DuckDBPyConnection, asked: Selection) -> Table:
    """Return the table or the query that is asked for; the only table if none is."""
    path = one_file(files)
    session.execute(f"ATTACH {literal(str(path))} AS source (READ_ONLY)")
    session.execute("USE source")
    if asked.sql is not None:
        rows = _query(session, asked.sql)
    else:
        rows = _table(session, asked, files.label)

    def ways(_chosen: Chosen) -> Iterator[Way]:
        yield Way(rows, most=MOST_ROWS, strays=True)

    return Table(typed_columns(session, rows, asked.decimal), ways)


def _table(
    session: duckdb.DuckDBPyConnection, asked: Selection, label: str
) -> duckdb.DuckDBPyRelation:
    found = session.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' "
        "UNION ALL SELECT schema_name, view_name FROM duckdb_views() "
        "WHERE database_name = 'source' AND NOT internal ORDER BY ALL"
    ).fetchall()
    named = {
        table if schema == "main" else f"{schema}.{table}": (schema, table)
        for schema, table in found
    }
    schema, table = named[choose_table(list(named), asked, label)]
    return session.sql(f"FROM source.{identifier(schema)}.{identifier(table)}")


def _query(session: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """Return the rows of a query, which must be one that only reads."""
    import duckdb

    try:
        statements = session.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise InputError(f"--sql must be one SELECT, got {sql!r}")
        return session.sql(sql)
    except duckdb.Error as error:
        raise InputError(f"--sql {sql!r} cannot be run: {first_line(error)}") from error
