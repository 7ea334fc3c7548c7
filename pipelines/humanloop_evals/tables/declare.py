"""How a table is declared: one literal gives the rows, the schema, dlt's hints and the docs."""

import enum
from dataclasses import dataclass
from functools import cached_property


class Type(enum.Enum):
    """What a column holds; the value is dlt's name for it."""

    TEXT = "text"
    INTEGER = "bigint"
    NUMBER = "double"
    BOOLEAN = "bool"
    TIMESTAMP = "timestamp"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and the field it is read from.

    Attributes:
        name: In the table.
        type: What it holds.
        description: One sentence, with the unit where there is one.
        field: The API's name of the field, dotted where it is inside another object, the same as
            `name` unless given. Empty for a column that no field of the record itself fills
            (a parent's id, a position).
        required: Whether the API promises it; when absent it is NULL and counted.
        volatile: Whether it changes by itself, without anything having happened to the record.
        followed: Whether history tells its value of rows that come and go, too.
    """

    name: str
    type: Type
    description: str
    field: str | None = None
    required: bool = False
    volatile: bool = False
    followed: bool = False

    @property
    def source(self) -> str:
        """The field that fills this column, or an empty text."""
        return self.name if self.field is None else self.field


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that name a row of another table.

    Attributes:
        optional: Whether the row may be missing, because the API only mentions the id.
        keys: The other table's columns; its key unless given.
    """

    columns: tuple[str, ...]
    table: str
    optional: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """A table whose rows these rows belong to: read again without them, they are gone.

    Attributes:
        table: The owning table.
        columns: Ours that name its row.
        keys: The owner's columns for that.
    """

    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of the published database.

    Attributes:
        name: Plural noun of the API.
        grain: What one row is: "One row per ...".
        description: What it is for, in a sentence or two.
        key: The columns that tell rows apart.
        columns: In order; `extra` is added behind them where rows come from the API.
        references: Which of its columns point where.
        owners: Which rows take these rows with them.
        kept_while_in: The rows of other tables of which one must be there, or the row goes.
        is_ledger: Written by the sync about itself, not read from the API.
    """

    name: str
    grain: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    owners: tuple[Owner, ...] = ()
    kept_while_in: tuple[Reference, ...] = ()
    is_ledger: bool = False

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """The declared columns and, for tables read from the API, `extra`."""
        return self.columns if self.is_ledger else (*self.columns, EXTRA)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.all_columns)


EXTRA = Column(
    "extra",
    Type.JSON,
    "Fields the declarations do not know and values that did not fit their column, as sent.",
    field="",
)
