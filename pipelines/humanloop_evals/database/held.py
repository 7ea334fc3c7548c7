"""Which tables of our schema hold rows; among them may be an analyst's own, of any name."""

import duckdb

from humanloop_evals.database.names import SCHEMA


def held_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Tables with rows, the largest first, and how many each has, those deleted included."""
    found = connection.execute(
        "select table_name, estimated_size from duckdb_tables() "
        "where database_name = current_database() and schema_name = ? and estimated_size > 0 "
        "order by estimated_size desc, table_name",
        [SCHEMA],
    ).fetchall()
    return dict(found)
