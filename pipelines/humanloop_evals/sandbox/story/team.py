"""Who works there, where versions are deployed and how the files are arranged."""

from typing import Any

Place = tuple[str, str | None, str | None, tuple[str, ...]]

FOUNDED = "2024-09-02"

# (key, full name or None, extra fields: captured answers carried platform_access for some users)
USERS: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("robin", "Robin Example", {"platform_access": "superadmin"}),
    ("kim", "Kim Sample", {}),
    ("alex", "Alex Placeholder", {}),
    ("sam", "Sam Specimen", {"platform_access": "user"}),
    ("jo", "Jo Démo", {}),
    ("ci-bot", None, {}),
)
USER_DOMAINS = {"ci-bot": "example.org"}
DEFAULT_DOMAIN = "example.com"

# (name, tag); where nothing else is asked for, the API answers with the default environment.
ENVIRONMENTS = (("production", "default"), ("staging", "other"), ("eu-production", "other"))

# (path, description, readme, tags); parents stand before children, the root has the empty path.
DIRECTORIES: tuple[Place, ...] = (
    ("", None, None, ()),
    ("support", "Everything that answers customers.", None, ("customer-facing",)),
    (
        "support/triage",
        "Sorting of incoming tickets.",
        "# Triage\n\nThe queue names are fixed by the help desk; ask before adding one.",
        ("customer-facing", "classification"),
    ),
    ("support/agents", "Agents that act for a customer.", None, ("customer-facing", "agents")),
    ("contracts", "Reading supplier contracts.", None, ("internal",)),
    ("analytics", "Questions about our own numbers.", None, ("internal",)),
    ("shop", "Texts and pictures of the catalogue.", None, ()),
    ("evaluators", "Judges shared by all teams.", None, ("shared",)),
    ("evaluators/people", "Forms filled in by reviewers.", None, ("shared", "human")),
    ("tools", "Tools shared by prompts and agents.", None, ("shared",)),
    ("datasets", "Test sets; one directory, so that nobody tunes on them by accident.", None, ()),
    ("templates", "Starting points to copy.", None, ("shared",)),
    ("archive", "Empty since the spring clean-up.", None, ()),
)
