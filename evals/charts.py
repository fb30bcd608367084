"""Curves as SVG that takes the page's own text colour, light or dark."""

import io
import re

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.typing import RcKeyType

from evals.result import Curve

SIZE_INCHES = (4.6, 3.4)
# Stands for "the colour of the text around", which matplotlib has no word for.
STAND_IN = "#010203"
LINE = "#2a78c8"  # read well on white and on near-black
STYLE: dict[RcKeyType, object] = {
    "svg.fonttype": "none",  # letters stay text: the page's font, and readable to a screen reader
    "text.color": STAND_IN,
    "axes.edgecolor": STAND_IN,
    "axes.labelcolor": STAND_IN,
    "xtick.color": STAND_IN,
    "ytick.color": STAND_IN,
    "font.family": "sans-serif",
    "font.size": 9,
}


def svg(curve: Curve) -> str:
    """An ``<svg>`` element, the same bytes each time for the same curve."""
    # The salt names the SVG's own IDs: two charts of a page must not share one.
    with rc_context({**STYLE, "svg.hashsalt": curve.name}):
        figure = Figure(figsize=SIZE_INCHES, layout="constrained")
        axes = figure.subplots()
        if curve.diagonal:
            axes.plot([0, 1], [0, 1], color=STAND_IN, linewidth=0.8, linestyle="--")
        marker = "o" if curve.diagonal else None
        axes.plot(*zip(*curve.points, strict=True), color=LINE, linewidth=2, marker=marker)
        axes.set_xlabel(curve.x_label)
        axes.set_ylabel(curve.y_label)
        axes.set_ylim(0, 1.02)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color=LINE, alpha=0.15)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    drawn = stream.getvalue()
    drawn = drawn[drawn.index("<svg") :]  # without prologue and document type
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    return drawn.replace(STAND_IN, "currentColor")
