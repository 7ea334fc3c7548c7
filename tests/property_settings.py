"""How long a property is looked at: briefly, and patiently on a busy machine."""

from hypothesis import HealthCheck, settings


def examples(count: int) -> settings:
    """So many examples, however long each takes."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
