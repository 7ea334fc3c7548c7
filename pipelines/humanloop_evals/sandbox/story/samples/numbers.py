"""Questions about our own numbers, with the query that answers them."""

from humanloop_evals.sandbox.story.samples.sample import Sample

DDL = "orders(id, ordered_at, amount), lines(order_id, item, pieces), returns(order_id, days)"


def _question(question: str, query: str, tables: tuple[str, ...], *wrong: str) -> Sample:
    return Sample(
        inputs={"question": question, "tables": DDL},
        right=query,
        wrong=wrong or ("select count(*) from sales", "", "select 1 as answer from " + tables[0]),
        target={"result": "#amount", "tables": list(tables)},
    )


NUMBERS = {
    "one_table": (
        _question(
            "How many orders above {amount} EUR?",
            "select count(*)\nfrom orders\nwhere amount > {amount}",
            ("orders",),
        ),
        _question(
            "How many {item}s were sold?",
            "select sum(pieces)\nfrom lines\nwhere item = '{item}'",
            ("lines",),
            "select sum(amount) from articles where name = '{item}'",
            "delete from lines where item <> '{item}'",
        ),
    ),
    "join": (
        _question(
            "Turnover of the {item} in {middle} weeks?",
            "select sum(amount)\nfrom orders\njoin lines on lines.order_id = orders.id\nwhere item = '{item}'",
            ("orders", "lines"),
        ),
        _question(
            "Share of the {item} that comes back within {early} days?",
            "select avg((days <= {early})::int)\nfrom lines\nleft join returns using (order_id)\nwhere item = '{item}'",
            ("lines", "returns"),
            "create table answer as select 1",
            "select avg(days) from lines",
        ),
    ),
    "window": (
        _question(
            "Moving average of {days} days of turnover?",
            "select ordered_at, avg(amount) over (order by ordered_at rows {days} preceding)\nfrom orders",
            ("orders",),
        ),
        _question(
            "Second largest order that has a {item}?",
            "select id\nfrom orders\njoin lines on lines.order_id = orders.id\nwhere item = '{item}'\nqualify row_number() over (order by amount desc) = 2",
            ("orders", "lines"),
        ),
    ),
}
