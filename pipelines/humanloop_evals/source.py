"""The dlt source: resources over one extraction, for any destination."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal

import dlt
import pyarrow as pa
from dlt.common.schema.typing import TColumnSchema, TSchemaContractDict
from dlt.extract import DltResource

from humanloop_evals.client import Client
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.extract import Batch, Extraction, Known, Report, Scope, schema
from humanloop_evals.settings import (
    DEFAULT_BASE_URL,
    SECTION,
    ClientSettings,
    Selection,
    demand_https,
    parse_base_url,
    parse_key,
)
from humanloop_evals.tables import SOURCE_TABLES, Table

# With fixed Arrow schemas this stops a double that is sent for a BIGINT from being rounded.
_CONTRACT: TSchemaContractDict = {"data_type": "freeze"}


@dlt.source(name="humanloop", section=SECTION, max_table_nesting=0, schema_contract=_CONTRACT)
def humanloop_source(  # noqa: PLR0913 - dlt injects five of them
    evaluation_ids: list[str] | None = None,
    file_ids: list[str] | None = None,
    all_evaluations: bool = False,  # noqa: FBT001, FBT002 - dlt injects it by name
    humanloop_base_url: str = DEFAULT_BASE_URL,
    humanloop_api_key: str = dlt.secrets.value,
    *,
    known: Known | None = None,
    report: Report | None = None,
    scope: Scope | None = None,
) -> Iterator[DltResource]:
    """Evaluations and everything their runs are made of, one resource a table.

    A run of a pipeline is all or nothing: an evaluation that can't be read ends it. Rows that are
    gone from the source are removed by `humanloop_evals.destination.remove_from` after the load.

    Args:
        evaluation_ids: Evaluations to read.
        file_ids: Files whose evaluations to read.
        all_evaluations: Read the evaluations of every file.
        humanloop_base_url: A compatible endpoint; the hosted service is gone.
        humanloop_api_key: Sent to that endpoint only.
        known: What the destination holds, from `humanloop_evals.destination.read_known`; without
            it every listing is believed and every copy taken for the newest.
        report: Filled with what was read, for `remove_from`.
        scope: How much of each evaluation to read: everything unless given.

    Raises:
        ConfigurationError: An argument can't be used.
    """
    selection = Selection(tuple(evaluation_ids or ()), tuple(file_ids or ()), all_evaluations)
    if not selection:
        raise ConfigurationError(
            "nothing selected: pass evaluation_ids, file_ids or all_evaluations"
        )
    settings = _settings(humanloop_base_url, humanloop_api_key)
    client = Client(settings)
    extraction = Extraction(
        client,
        selection,
        synced_at=datetime.now(UTC),
        in_flight=settings.requests_in_flight,
        known=known,
        report=report,
        scope=scope or Scope(),
    )
    yield from resources(_all_or_nothing(extraction, client))


@dlt.source(name="humanloop", section=SECTION, max_table_nesting=0, schema_contract=_CONTRACT)
def batches_source(
    batches: Iterator[Batch], tables: Sequence[Table] = SOURCE_TABLES
) -> Iterator[DltResource]:
    """The same tables from batches that are made elsewhere, as a sync does.

    All are appended to: dlt's merge takes each table through a second one, and holds its new rows
    in memory to find duplicates, of which there are none. Whoever loads this removes the rows that
    were there before, and has made the tables: dlt is not told their columns, a description that it
    would check again for every batch.

    Args:
        batches: What is loaded.
        tables: Those that may get rows; dlt takes a while for each, with rows or without.
    """
    yield from resources(batches, tables, write_disposition="append")


def resources(
    batches: Iterator[Batch],
    tables: Sequence[Table] = SOURCE_TABLES,
    *,
    write_disposition: Literal["merge", "append"] = "merge",
) -> Iterator[DltResource]:
    """One resource for every table, all fed by one pass over the batches."""
    # Every row says which load wrote it; what was not written again is found by that.
    dlt.config["normalize.parquet_normalizer.add_dlt_load_id"] = True
    logging.getLogger("dlt").addFilter(_is_worth_saying)
    shared = dlt.resource(batches, name="batches", selected=False)
    for table in tables:
        yield dlt.transformer(
            _pick(table),
            data_from=shared,
            name=table.name,
            primary_key=table.key,
            columns=hints(table) if write_disposition == "merge" else {},
            # Merging is dlt's delete-insert, which finds duplicates within a load; upsert inserts
            # them.
            write_disposition=write_disposition,
        )


def hints(table: Table) -> dict[str, TColumnSchema]:
    """Dlt's description of a table's columns."""
    return {
        column.name: {
            "name": column.name,
            "data_type": column.type.value,
            "nullable": column.name not in table.key,
            "description": column.description,
        }
        for column in table.all_columns
    }


def _settings(base_url: str, key: str) -> ClientSettings:
    try:
        url = parse_base_url(base_url)
    except ValueError as error:
        raise ConfigurationError(f"humanloop_base_url: {error}") from error
    demand_https(url, allow_http=False)
    try:
        return ClientSettings(base_url=url, api_key=parse_key(key))
    except ValueError as error:
        raise ConfigurationError(f"humanloop_api_key: {error}") from error


def _pick(table: Table) -> Callable[[Batch], Iterator[pa.Table]]:
    def pick(batch: Batch) -> Iterator[pa.Table]:
        if table.name in batch:
            yield batch[table.name]

    return pick


def _all_or_nothing(extraction: Extraction, client: Client) -> Iterator[Batch]:
    seen: set[str] = set()
    try:
        for batch in extraction.batches():
            seen |= batch.keys()
            yield batch
    finally:
        client.close()
    for error in extraction.report.quarantined.values():
        raise error
    # Tables without rows exist all the same, with every column.
    yield {t.name: schema(t).empty_table() for t in SOURCE_TABLES if t.name not in seen}


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """Drop the one warning that dlt has for every JSON column that arrives as text.

    The text is what we want: it keeps numbers and repeated keys as they were sent.
    """
    return "when merging arrow schema with dlt schema" not in record.getMessage()
