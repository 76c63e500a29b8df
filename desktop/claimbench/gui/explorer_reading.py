"""What is read at a point of the explorer: where it is, whose value, and the value with its unit."""

from __future__ import annotations

from claimbench.app.drawing import Curve, Drawn
from claimbench.core.show import show_number
from claimbench.gui.frame_model import short


def read_text(drawn: Drawn, curve: Curve, point: int) -> str:
    """Two or three lines on a point of a curve, a bin or a box."""
    unit = f" {curve.unit}" if curve.unit else ""
    if drawn.drawing.style == "box":
        low, quarter, middle, three, high = (show_number(float(level), 4) for level in curve.y)
        ends = f"middle 50 %: {quarter} to {three}\nmiddle 90 %: {low} to {high}"
        return f"{short(curve.name)}: median {middle}{unit}\n{ends}"
    value = show_number(float(curve.y[point]), 12 if curve.ids is not None else 6)
    if drawn.drawing.style == "histogram":
        low, high = (show_number(float(edge), 4) for edge in curve.x[point : point + 2])
        return f"{low} to {high}{unit}\n{short(curve.name)}: {value} rows"
    where = short(drawn.place(float(curve.x[point])))
    if not (drawn.x_date or drawn.labels):
        where = f"{short(drawn.x_title)}: {where}"
    return f"{where}\n{short(curve.name)}: {value}{unit}"
