"""Tasks for agents, answers that reviewers judged, and orders to be refunded."""

from humanloop_evals.sandbox.story.samples.sample import SHOP, Sample


def _task(request: str, right: str, wrong: str, **state: object) -> Sample:
    return Sample(
        inputs={"shop_name": SHOP, "limit": "100", "request": request},
        right=right,
        wrong=(wrong, "I could not finish this. Handing over."),
        target={"outcome": "solved", "state": state, "open_wishes": 0},
        messages=({"role": "user", "content": request},),
    )


TASKS = {
    "status": (
        _task(
            "Has {order} left yet?",
            "{order} has left and arrives within 5 working days.",
            "I cannot see {order}.",
            order="{order}",
            looked_up=True,
        ),
        _task(
            "When does my {item} come? It is in {order}.",
            "The {item} is on the lorry; it comes in {days} days.",
            "The {item} is sold out.",
            order="{order}",
            looked_up=True,
        ),
    ),
    "send_back": (
        _task(
            "I want to return the {item}, {order}, {early} days old.",
            "Here is your label; {amount} EUR follow once the {item} is checked.",
            "Please write a letter.",
            label_sent=True,
            refund="#amount",
        ),
    ),
    "two_wishes": (
        _task(
            "Change my address and send the {item} of {order} back.",
            "Both is done: the new address is in {order} and the label is on its way.",
            "The address is changed.",
            label_sent=True,
            changed=["address"],
        ),
        _task(
            "Where is {order}, and how do I clean the {item}?",
            "{order} is on its way. A damp cloth is enough for the {item}.",
            "Damp cloth. Damp cloth. Damp cloth.",
            looked_up=True,
            changed=[],
        ),
    ),
}


def _answer(answer: str, *, good: bool, stars: tuple[int, int]) -> Sample:
    return Sample(
        inputs={
            "question": "What do I get back for the {item} after {middle} days? ({order})",
            "answer": answer,
            "reference": "Half of the price until day 60: {half} EUR.",
        },
        right=str(good),
        wrong=(str(not good),),
        target={"judgment": good, "reviewers": list(stars)},
    )


ANSWERS = {
    "agreed": (
        _answer("You get half of the price back, {half} EUR.", good=True, stars=(5, 5)),
        _answer("You get {amount} EUR, all of it.", good=False, stars=(1, 2)),
    ),
    "disputed": (
        _answer("About half, I think, {half} EUR or so.", good=True, stars=(4, 2)),
        _answer("Half of it, unless it was a gift.", good=False, stars=(3, 2)),
    ),
}


def _refund(days: str, refund: object, right: str, wrong: str, *, damaged: bool) -> Sample:
    return Sample(
        inputs={
            "order_total": "{amount}",
            "days_since_delivery": days,
            "damaged": str(damaged).lower(),
        },
        right=right,
        wrong=(wrong,),
        target={"refund": refund},
    )


REFUNDS = {
    "full": (_refund("{early}", "#amount", "{amount}", "{half}", damaged=False),),
    "half": (_refund("{middle}", "#half", "{half}", "{amount}", damaged=False),),
    "none": (_refund("{late}", 0, "0.00", "{half}", damaged=False),),
    "damaged": (_refund("{late}", "#amount", "{amount}", "0.00", damaged=True),),
}
