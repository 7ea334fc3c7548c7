"""Tickets of the help desk, by the queue people put them in."""

from humanloop_evals.sandbox.story.samples.sample import Sample

QUEUES = ("billing", "delivery", "technical", "press", "legal")


def _tickets(queue: str, *texts: tuple[str, str]) -> tuple[Sample, ...]:
    """Return samples from pairs of subject and body."""
    others = tuple(name for name in QUEUES if name != queue)
    return tuple(
        Sample(
            inputs={
                "subject": subject,
                "body": body,
                "queues": ", ".join(QUEUES),
                "customer_tier": "{tier}",
            },
            right=queue,
            wrong=others,
            target={"queue": queue},
        )
        for subject, body in texts
    )


TICKETS = {
    "billing": _tickets(
        "billing",
        ("Invoice for {order}", "The invoice says {amount} EUR, the offer said {half} EUR."),
        ("Paid twice", "My bank shows {amount} EUR twice for {order}. Please check."),
        ("Refund of the {item}", "Sent back {early} days ago, no money so far. {order}"),
    ),
    "delivery": _tickets(
        "delivery",
        ("Where is {order}", "Nothing has come for {days} days. It is a {item}."),
        ("Parcel wet", "The box of the {item} was soaked, the courier had left already."),
        ("Wrong address", "{order} went to my old flat.\nCan somebody collect it there?"),
    ),
    "technical": _tickets(
        "technical",
        ("App crashes", "When I open {order} the app closes. Version 4.{days}."),
        ("Login", 'The page says "token expired" every time.'),
        ("Cannot pay", "The button stays grey for the {item} in {colour}."),
    ),
    "press": _tickets(
        "press",
        (
            "Interview request",
            "We write about {colour} kitchens and would like to ask {days} questions.",
        ),
        (
            "Photos for a magazine",
            "May we print your picture of the {item}? Deadline in {days} days.",
        ),
        ("Figures for 2024", "How many pieces like the {item} do you sell in a year?"),
    ),
    "legal": _tickets(
        "legal",
        ("Data protection", "Which data do you hold about me? My number is {order}."),
        ("Claim", "The {item} hurt my thumb. I claim {amount} EUR."),
        ("Trade mark", "Your '{colour}' line uses our name. Please reply within {days} days."),
    ),
}
