"""Supplier contracts, shortened, with the clauses a summary must name."""

from humanloop_evals.sandbox.story.samples.sample import Sample

PARTIES = {"supplier": "Supplier {tier} of {colour} goods", "buyer": "Hearth & Hook"}


def _contract(text: str, *clauses: str) -> Sample:
    return Sample(
        inputs={"contract": text},
        right="- We take the {item} on the terms agreed.",
        wrong=("- The contract seems to be about a {item}.",),
        target={"clauses": list(clauses), "parties": PARTIES, "pages": "#days"},
    )


CONTRACTS = {
    "frame": (
        _contract(
            "Frame contract {order}\n1. Term: two years.\n2.1 Notice: {early} days.\n3. Prices: {amount} EUR a {item}.\n4.2 Late delivery: 1 % a week.",
            "1",
            "2.1",
            "4.2",
        ),
        _contract(
            "Frame contract {order}\n1. Goods: {item}, {colour}.\n2. At least {middle} pieces a year.\n5.3 Either side may end it after {late} days.",
            "2",
            "5.3",
        ),
    ),
    "one_off": (
        _contract(
            "Order {order}\n1. One {item} in {colour}.\n2. Payment within {early} days.\n3. Liability: up to {amount} EUR.",
            "2",
            "3",
        ),
        _contract("Letter to {order}: we look forward to working with you on the {item}."),
        _contract(
            "Order {order}\n1.1 {middle} pieces of the {item}.\n1.2 Samples are free.\n2. Returns for {late} days.",
            "1.1",
            "2",
        ),
    ),
    "lease": (
        _contract(
            "Lease {order}\n§ 1 Showroom, {middle} square metres.\n§ 2.1 Rent: {amount} EUR.\n§ 4 Notice: {late} days.\n§ 6.2 Repairs are ours.",
            "2.1",
            "4",
            "6.2",
        ),
    ),
}
