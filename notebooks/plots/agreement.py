"""How far evaluators agree about the same logs, each with each."""

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes

from plots.chart import BLACK, PALE, Chart, canvas, no_chart
from plots.labels import shorten

_CELL = 0.62
_AROUND_CELLS = 2.1
_DARK = 0.45
_MOST_WITH_TEXT = 11
_COLOURS = colormaps["Blues"].with_extremes(bad=PALE)


def agreement(rows: pd.DataFrame) -> Chart:
    """Draw rows of `marts.judge_agreement` of one evaluation as a heat map of Cohen's kappa."""
    met = rows[rows.n > 0]
    if met.empty:
        return no_chart("Nothing to compare: no two evaluators passed or failed the same logs.")
    names = _names(met)
    places = {identity: place for place, identity in enumerate(names)}
    kappas = np.full((len(names), len(names)), np.nan)
    with canvas(_AROUND_CELLS + _CELL * min(len(names), _MOST_WITH_TEXT)) as (figure, axes):
        for row in met.itertuples():
            here = places[row.first_evaluator_version_id]
            there = places[row.second_evaluator_version_id]
            for y, x in ((here, there), (there, here)):
                kappas[y, x] = row.kappa
                if len(names) <= _MOST_WITH_TEXT:
                    _write(axes, (x, y), row)
        picture = axes.imshow(kappas, cmap=_COLOURS, vmin=0, vmax=1, aspect="auto")
        bar = figure.colorbar(picture, ax=axes, extend="min")
        bar.set_label("Cohen's kappa")
        _label(axes, list(names.values()))
    return Chart(
        figure, f"Agreement of {len(names)} evaluators about the same logs, {len(met)} pairs."
    )


def _names(met: pd.DataFrame) -> dict[str, str]:
    """Evaluator versions by id, people first; with the version where a name repeats."""
    fields = ["version_id", "name", "version_name", "type"]
    sides = pd.concat(
        met[[f"{side}_evaluator_{field}" for field in fields]].set_axis(fields, axis=1)
        for side in ("first", "second")
    ).drop_duplicates("version_id")
    sides = sides.assign(is_person=sides.type == "human", again=sides.name.duplicated(keep=False))
    ordered = sides.sort_values(
        ["is_person", "name", "version_name"], ascending=[False, True, True]
    )
    return {
        row.version_id: shorten(row.name, 22)
        + (f"\n{shorten(row.version_name, 20)}" if row.again else "")
        + f"\n{row.type}"
        for row in ordered.itertuples(index=False)
    }


def _write(axes: Axes, place: tuple[int, int], row: object) -> None:
    """Kappa and n; the share that agrees where kappa is not defined."""
    kappa = row.kappa
    says = f"{row.agreement:.0%} agree" if pd.isna(kappa) else _two_digits(kappa)
    dark = not pd.isna(kappa) and kappa > _DARK
    axes.text(
        *place,
        f"{says}\nn {row.n:,}{' (few)' if row.is_small_sample else ''}",
        ha="center",
        va="center",
        fontsize=8.5,
        color="white" if dark else BLACK,
    )


def _two_digits(kappa: float) -> str:
    return f"{kappa:z.2f}".replace("-", "\N{MINUS SIGN}")


def _label(axes: Axes, names: list[str]) -> None:
    axes.set_title("Agreement beyond chance (Cohen's kappa)")
    rotation, size = 35, 9
    if len(names) > _MOST_WITH_TEXT:
        names = [name.replace("\n", ", ") for name in names]
        rotation, size = 90, 8
    places = range(len(names))
    axes.set_xticks(
        places, names, rotation=rotation, ha="right", rotation_mode="anchor", fontsize=size
    )
    axes.set_yticks(places, names, fontsize=size)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
