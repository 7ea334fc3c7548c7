"""Questions of customers, by segment, with the right answer and answers that went wrong."""

from collections.abc import Iterable

from humanloop_evals.sandbox.story.samples.sample import SHOP, Sample

PASSAGES = {
    "delivery": "Delivery takes 2 to 5 working days. Parcels are held for 7 days at the depot.",
    "refund": "Full refund within 30 days, half until day 60. Damaged goods: always in full.",
    "account": "Addresses can be changed until an order is packed. Passwords: use the reset link.",
    "product": "Wooden surfaces: damp cloth, no soap. Covers: 30 degrees. Spare parts: 5 years.",
    "german": "Lieferung: 2 bis 5 Werktage. Rückgabe: 30 Tage voll, bis Tag 60 zur Hälfte.",
    "angry": "After two failed deliveries a colleague calls back within one working day.",
}


def _questions(
    segment: str, *rows: tuple[str, str, tuple[str, ...], tuple[str, ...]]
) -> Iterable[Sample]:
    """Yield samples from rows of question, right answer, wrong answers and what to mention."""
    for question, right, wrong, mention in rows:
        yield Sample(
            inputs={
                "shop_name": SHOP,
                "question": question,
                "order": "{order}",
                "passages": PASSAGES[segment],
                "reply": right,
            },
            right=right,
            wrong=wrong,
            target={"answer": right, "must_mention": list(mention), "needs_person": False},
        )


DELIVERY = _questions(
    "delivery",
    (
        "Where is my {item}? I ordered it {days} days ago, number {order}.",
        "Your {item} is on its way: delivery takes 2 to 5 working days, and order {order} left our warehouse on time.",
        (
            "Your {item} will be with you tomorrow at noon.",
            "Delivery takes 10 to 14 working days, so order {order} is not late yet.",
        ),
        ("2 to 5 working days", "{order}"),
    ),
    (
        'The tracking page of {order} says "held at depot". What do I have to do?',
        "Nothing yet: the depot keeps {order} for 7 days. You can collect it with your delivery note or ask for a second attempt.",
        ("The parcel goes back to us tonight; please order again.",),
        ("7 days",),
    ),
    (
        "Can {order} go to my neighbour instead?\nI am away next week.",
        "Yes. As long as {order} is not packed you can change the address in your account; after that the courier can do it.",
        ("No, an address can never be changed after you have paid.",),
        ("address",),
    ),
    (
        "Only half of {order} arrived, the {item} is missing.",
        "Thank you for telling us. Large pieces travel apart from the rest; the {item} should follow within 5 working days.",
        ("We have refunded {amount} EUR for the {item}.",),
        ("5 working days",),
    ),
)
REFUND = _questions(
    "refund",
    (
        "I want to send the {item} of {order} back after {early} days. What do I get?",
        "Within 30 days we pay back the full price, here {amount} EUR, once the {item} has been checked.",
        ("After {early} days we can only pay back half, {half} EUR.",),
        ("{amount}",),
    ),
    (
        "It has been {middle} days since {order} came. Is a refund still possible?",
        "Yes, until day 60 we pay back half of the price: {half} EUR for the {item}.",
        (
            "I promise a full refund of {amount} EUR today.",
            "No, refunds end after 30 days.",
        ),
        ("{half}",),
    ),
    (
        "The {item} arrived broken. {order}, paid {amount} EUR.",
        "I am sorry about the {item}. Damaged goods are paid back in full, {amount} EUR; please send us a photo.",
        ("Please send your card number and we will pay back {half} EUR.",),
        ("{amount}", "photo"),
    ),
)
ACCOUNT = _questions(
    "account",
    (
        'I cannot log in any more, the page just says "try again". My last order was {order}.',
        "Please use the reset link on the login page; the mail reaches you within 10 minutes. Look into the spam folder too.",
        ("Send us your password and we will log in for you.",),
        ("reset link",),
    ),
    (
        "How do I change the address for {order}?",
        "Under 'My orders', as long as {order} is not packed. If it is, write to help@example.com at once.",
        ("Addresses can only be changed by letter.",),
        ("My orders",),
    ),
    (
        "Please delete my account, order {order} was my last one.",
        "We delete accounts within 30 days; invoices such as the one for {order} are kept as long as the law asks.",
        ("Your account was deleted a minute ago, with all invoices.",),
        ("30 days",),
    ),
)
PRODUCT = _questions(
    "product",
    (
        "How do I clean the {item} in {colour}? ({order})",
        "With a damp cloth and no soap; dry it at once and the {colour} will stay as it is.",
        ("Any kitchen cleaner will do, the stronger the better.",),
        ("damp cloth", "no soap"),
    ),
    (
        "Are there spare parts for the {item}? I bought it as {order}.",
        "Yes, we keep spare parts for 5 years. Tell us which part of the {item} you need.",
        ("Spare parts are not sold; you would have to buy a new {item} for {amount} EUR.",),
        ("5 years",),
    ),
    (
        "Does the {item} come in {colour}? 🙂 Mine is {order}.",
        "Yes, the {item} comes in {colour}; the price is {amount} EUR.",
        ("Perhaps, our catalogue might know.",),
        ("{colour}",),
    ),
)
GERMAN = _questions(
    "german",
    (
        "Wann kommt {item_de}? Bestellnummer {order}, bezahlt am {days}. des Monats.",
        "Die Lieferung dauert 2 bis 5 Werktage; {item_de} aus {order} ist unterwegs und kommt pünktlich.",
        (
            "Your order {order} will arrive within 10 working days.",
            "Die Lieferung dauert 10 Wochen, für {item_de} leider länger.",
        ),
        ("2 bis 5 Werktage",),
    ),
    (
        "Ich möchte {item_de} nach {middle} Tagen zurückgeben. Wie viel bekomme ich zurück? ({order})",
        "Bis zum 60. Tag erstatten wir die Hälfte, hier {half} €. Bitte schicken Sie uns ein Foto.",
        (
            "You can return it for a full refund of {amount} EUR.",
            "Nach 30 Tagen können wir leider gar nichts mehr erstatten.",
        ),
        ("{half}",),
    ),
    (
        "Eine Ecke ist ab: {item_de} ist beschädigt geliefert worden. {order}, bitte schnell. Grüße aus Köln",
        "Das tut uns leid. Beschädigte Ware erstatten wir vollständig: {amount} €, oder Sie erhalten kostenlos Ersatz.",
        ("Please contact the manufacturer.", "Für Schäden haften wir nur 14 Tage."),
        ("vollständig",),
    ),
    (
        'Was heißt "im Depot hinterlegt"? Es geht um {order}.',
        "Das Paket liegt 7 Tage im Depot. Sie können es abholen oder einen zweiten Zustellversuch wünschen.",
        ("It means that the parcel is lost.", "Das Paket wird noch heute zurückgeschickt."),
        ("7 Tage",),
    ),
)
ANGRY = _questions(
    "angry",
    (
        "THIRD time I write about {order}!!! Nobody answers. WHERE is my {item}?",
        "You have waited far too long, and I am sorry. A colleague will call you within one working day about {order}.",
        (
            "Delivery takes 2 to 5 working days.",
            "Please be patient, your {item} is surely on its way.",
        ),
        ("one working day",),
    ),
    (
        "Your courier threw the {item} over my fence. 😡 I want my {amount} EUR back NOW.",
        "That must not happen. Damaged goods are paid back in full: please send a photo and we check the {amount} EUR today.",
        ("I promise that {amount} EUR are in your account tonight.",),
        ("photo", "in full"),
    ),
    (
        "What a joke of a shop. {middle} days for a {item} and then the wrong colour ({colour})!",
        "The {item} in {colour} is our mistake. We collect it free of charge and send the right one within 5 working days.",
        ("The {item} looks lovely in {colour} too.",),
        ("free of charge",),
    ),
    (
        "If {order} is not here tomorrow you will hear from my lawyer.",
        "I understand. After two failed deliveries a colleague calls you back within one working day; {order} has priority.",
        ("Legally you have no claim before day 60.",),
        ("one working day",),
    ),
)

SUPPORT = {
    "delivery": tuple(DELIVERY),
    "refund": tuple(REFUND),
    "account": tuple(ACCOUNT),
    "product": tuple(PRODUCT),
    "german": tuple(GERMAN),
    "angry": tuple(ANGRY),
}
