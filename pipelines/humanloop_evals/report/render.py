"""The page as one HTML file that asks for nothing else."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from humanloop_evals.report.page import Page
from humanloop_evals.report.sections.charts import HEIGHT, LOGS
from humanloop_evals.report.sections.verdicts import VERDICTS
from humanloop_evals.report.words import count

_TEMPLATES = Path(__file__).with_name("templates")


def render(page: Page) -> str:
    """The HTML of a page: the same page gives the same text."""
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            page=page,
            style=style,
            # Whatever might get into the page: it may not run, load, or style anything.
            style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            kinds=VERDICTS,
            chart_height=HEIGHT,
            chart_logs=LOGS,
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = count
    return environment
