"""What dlt is told within a sync: fixed settings, looked up nowhere else."""

import contextlib
from collections.abc import Iterator
from typing import Any

from dlt.common.configuration.container import Container
from dlt.common.configuration.providers.provider import ConfigProvider
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

# By bare name; what is not here has dlt's default.
_SETTINGS = {
    # Every row says which load wrote it; what was not written again is found by that.
    "add_dlt_load_id": True,
    # Of a file that is being written, Arrow keeps 80 KB in memory for every batch: 50 MB after six
    # million rows.
    "file_max_items": 1_000_000,
    # Each table of a batch is written before the next batch is asked for. Taken in turns, as usual,
    # up to twenty wait in memory, and at the end for the last answer.
    "next_item_mode": "fifo",
}


@contextlib.contextmanager
def fixed_settings() -> Iterator[None]:
    """Keep dlt from looking for settings in the environment and in `.dlt`.

    It asks for some 500 of them a sync, each under up to 14 names in each place, which is a fifth
    of the CPU of a small sync; and what is set there for other pipelines, such as the option that
    adds `_dlt_id` to every table, would change the tables.
    """
    context = Container()[PluggableRunContext].providers
    usual = context.providers
    context.providers = [_Fixed()]
    try:
        yield
    finally:
        context.providers = usual


class _Fixed(ConfigProvider):
    """The settings above, whatever section they are asked for in."""

    @property
    def name(self) -> str:
        return "humanloop-evals"

    @property
    def supports_secrets(self) -> bool:
        # Says that nothing is to be hidden from this provider; it has none.
        return True

    @property
    def supports_sections(self) -> bool:
        # Each setting is asked for once, by its bare name.
        return False

    @property
    def is_empty(self) -> bool:
        return False

    def get_value(
        self,
        key: str,
        hint: type[Any],  # noqa: ARG002 - dlt's signature
        pipeline_name: str | None,  # noqa: ARG002
        *sections: str,  # noqa: ARG002
    ) -> tuple[Any | None, str]:
        return _SETTINGS.get(key), key
