"""What people, judges and machines write: comments, error messages, manners of speaking."""

from collections.abc import Mapping

COMMENTS: Mapping[bool, tuple[str, ...]] = {
    True: (
        "Would send it as it is.",
        "Good. Shorter would be even better.",
        "Fine 👍",
        'Right, but "our warehouse" is jargon.',
    ),
    False: (
        "The fact is wrong; see the refund rules.",
        "Does not answer what was asked.\nThe customer would write again.",
        "Klingt wie übersetzt.",
        'Promises something: "today" is not ours to promise.',
    ),
}
NOTES: Mapping[bool, tuple[str, ...]] = {
    True: ("Done in two steps.", "All wishes dealt with.", "Looked the order up first."),
    False: ("Stopped after the first wish.", "Called the same tool four times.", "Gave up."),
}
TEXTS: Mapping[str, Mapping[bool, tuple[str, ...]]] = {"simulator-notes": NOTES}

LOG_ERRORS = (
    "Rate limit reached for requests; please try again later.",
    "The request timed out after 60 seconds.",
    "The response was filtered: content management policy.",
)
JUDGE_ERRORS: Mapping[str, tuple[str, ...]] = {
    "llm": ("The judge did not answer in the form asked for.", "Rate limit reached for requests."),
    "python": (
        "Traceback (most recent call last):\n  File \"evaluator.py\", line 6\nKeyError: 'target'",
    ),
    "external": ("Result rejected: it arrived after the run was closed.",),
    "human": ("The form was closed before it was filled in.",),
}
NOTHING_TO_JUDGE = "The log has an error, so there is nothing to judge."
UNLISTED_TONE = "warm"  # no option of the spec; the first version of tone says it at times

# (before, after) what a version says, oldest version first; the last goes for all later ones.
MANNERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "support-answer": (
        (
            "Dear customer, thank you for contacting the customer service of our shop. We have received your message and looked into it in detail. ",
            " Should you have any further questions, please do not hesitate to contact our customer service at any time.",
        ),
        (
            "Thank you for contacting our shop. We have looked into your message. ",
            " If you have any further questions, please contact us at any time.",
        ),
        ("Thank you for writing! ", ""),
        ("Thank you for writing. ", " Is there anything else?"),
    ),
    "support-rag": (("According to our help centre: ", ""),),
    "reply-rewriter": (
        ("Perhaps this helps: ", " We apologise for any trouble this might have caused."),
        ("We are sorry to hear that! ", " Perhaps that helps."),
        ("", " Sorry for the wait."),
        ("", ""),
    ),
    "product-description": (
        (
            "Perhaps you have been looking for this for a long time. ",
            " It might be just what your home was missing, and we are sure that you will love it every day anew.",
        ),
        ("Have a look. ", " It might suit you."),
        ("", ""),
    ),
    "query-rewriter": (("Sure! Here are the words: ", " - happy searching!"), ("", "")),
}
NO_MANNERS = ("", "")

# Files called inside a flow or an agent: a tool, then a prompt.
TRACES: Mapping[str, tuple[str, str]] = {
    "support-rag": ("faq-search@2", "support-answer@4"),
    "contract-review": ("exchange-rate@1", "contract-summary@5"),
    "returns-intake": ("refund-calculator@2", "photo-check@3"),
    "support-agent": ("order-lookup@3", "support-answer@7"),
    "analyst-agent": ("exchange-rate@1", "sql-writer@4"),
    "returns-agent": ("refund-calculator@4", "support-answer@7"),
}
