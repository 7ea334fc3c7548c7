"""What a chart is to both notebooks: a figure, and what it shows in words."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 9.5
DOTS_PER_INCH = 160

BLACK = "#222222"
GREY = "#8A8A8A"
PALE = "#E6E6E6"
BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
# In the order in which they are handed out; the yellow is too pale on white.
SERIES = (BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY, BLACK)
MARKERS = ("o", "s", "^", "D", "v", "P")

_STYLE = {
    "font.size": 10,
    "axes.edgecolor": GREY,
    "axes.labelcolor": BLACK,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "text.color": BLACK,
    "xtick.color": BLACK,
    "ytick.color": BLACK,
    # Names come from the data: a dollar in one is a dollar.
    "text.parse_math": False,
}


@dataclass(frozen=True)
class Chart:
    """A chart; Jupyter shows it as a picture.

    Attributes:
        figure: For those who want to change it.
        says: What it shows, in a sentence: its alternative text.
    """

    figure: Figure
    says: str

    def png(self) -> bytes:
        """The picture, twice as fine as it is shown."""
        target = io.BytesIO()
        self.figure.savefig(target, format="png", dpi=DOTS_PER_INCH)
        return target.getvalue()

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width = self.figure.get_figwidth() * DOTS_PER_INCH / 2
        return self.png(), {"width": int(width * 1.25)}


@contextmanager
def canvas(height: float) -> Iterator[tuple[Figure, Axes]]:
    """A figure as wide as a laptop's page, with axes in the house style."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield figure, figure.add_subplot()


def no_chart(sentence: str) -> Chart:
    """What stands where there is nothing to draw: why."""
    with canvas(0.9) as (figure, axes):
        axes.set_axis_off()
        axes.text(0.5, 0.5, sentence, ha="center", va="center", color="#555555", wrap=True)
    return Chart(figure, sentence)
