-- One row per table or view and column: what it means. Of DuckDB only, whose catalogue it reads.
-- Key: database_name, schema_name, table_name, column_position
--
-- database_name: The database: more than one where other files are attached.
-- schema_name: humanloop for tables, marts for views.
-- table_name: The table or view.
-- kind: table or view.
-- grain: What it is, beginning with what one row is.
-- column_position: Place of the column, from 1.
-- column_name: The column.
-- data_type: Its type.
-- description: What it says.
with

described as (

    select
        duckdb_tables.database_name,
        duckdb_tables.schema_name,
        duckdb_tables.table_name,
        'table' as kind,
        duckdb_tables.comment
    from duckdb_tables()
    union all
    select
        duckdb_views.database_name,
        duckdb_views.schema_name,
        duckdb_views.view_name as table_name,
        'view' as kind,
        duckdb_views.comment
    from duckdb_views()

)

select
    described.database_name,
    described.schema_name,
    described.table_name,
    described.kind,
    described.comment as grain,
    duckdb_columns.column_index as column_position,
    duckdb_columns.column_name,
    duckdb_columns.data_type,
    duckdb_columns.comment as description
from described
inner join duckdb_columns()
    on
        described.database_name = duckdb_columns.database_name
        and described.schema_name = duckdb_columns.schema_name
        and described.table_name = duckdb_columns.table_name
where
    described.schema_name in ('humanloop', 'marts')
    and described.table_name not like '\_dlt\_%' escape '\'
