"""The shop's own material: data sheets, photos of returns and words of the search box."""

from humanloop_evals.sandbox.story.samples.sample import Sample


def _blurb(facts: str, right: str, *wrong: str) -> Sample:
    return Sample(
        inputs={"product": "{item}, {colour}", "facts": facts},
        right=right,
        wrong=wrong,
        target={"max_words": 40, "facts": {"colour": "{colour}", "price": "#amount"}},
    )


ITEMS = {
    "furniture": (
        _blurb(
            "solid beech; {middle} cm; carries {late} kg; {amount} EUR; {order}",
            "The {item} of solid beech in {colour} carries {late} kg. It is {middle} cm high and needs no tools.",
            "Perhaps the most elegant {item} there is; it might change how you live, and you will not look at another one.",
        ),
        _blurb(
            "oiled oak; {late} cm; flat pack; {amount} EUR; {order}",
            "Oiled oak, {colour} fittings, {late} cm wide. The {item} comes flat and stands in {days} minutes.",
            "THE {item} OF YOUR DREAMS IN OAK. BUY IT TODAY.",
        ),
    ),
    "lamps": (
        _blurb(
            "{days} W; paper; {middle} cm; {amount} EUR; {order}",
            "A paper lamp for {days} watts that goes with the {item}. {middle} cm across, {colour} cable.",
            "Sorry, this lamp is so bright that it might outshine the {item}.",
        ),
        _blurb(
            "dimmable; brass; {amount} EUR; {order}",
            "Brass, dimmable, {colour} shade: it lights the {item} without glare.",
            "The most wonderful light in the world.",
        ),
    ),
    "textiles": (
        _blurb(
            "linen; {late} x {late} cm; 30 degrees; {order}",
            "Linen in {colour}, {late} by {late} cm. It may be washed at 30 degrees and suits the {item}.",
            "It might shrink, perhaps, but what a {colour}.",
        ),
        _blurb(
            "wool; {middle} cm; {amount} EUR; {order}",
            "A {colour} throw of new wool, {middle} cm, for the {item}.",
            "WOOL. WARM. NOW.",
        ),
    ),
}


def _photo(damage: str | None) -> Sample:
    url = "https://pictures.example.com/returns/{order}.jpg"
    outcomes = ("scratched", "broken", "intact")
    return Sample(
        inputs={"item": "{item}, {colour}", "photo_url": url},
        right=damage or "intact",
        wrong=tuple(name for name in outcomes if name != (damage or "intact")),
        target={"damage": damage, "refund": damage != "intact"} if damage else None,
        messages=(
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Item: {item}"},
                    {"type": "image_url", "image_url": {"url": url, "detail": "low"}},
                ],
            },
        ),
    )


PHOTOS = {
    "unlabelled": (_photo(None),),
    "scratched": (_photo("scratched"),),
    "broken": (_photo("broken"),),
    "intact": (_photo("intact"),),
}


def _search(words: str, right: str, *, known: bool = False) -> Sample:
    return Sample(
        inputs={"words": words},
        right=right,
        wrong=(words,),
        target={"words": right} if known else None,
    )


SEARCHES = {
    "head": (
        _search("{item}", "{item} {colour}"),
        _search("{colour} {item}", "{colour} {item} home"),
    ),
    "tail": (
        _search("{item} under {amount} for a {colour} room", "{item} {colour} budget"),
        _search('"{item}" like {order}', "{item} similar"),
        _search("{item} that fits through a {late} cm door", "{item} narrow compact"),
    ),
    "typo": (
        _search("{item}e {colour}r", "{item} {colour}", known=True),
        _search("{colour}{item}", "{colour} {item}", known=True),
    ),
}
