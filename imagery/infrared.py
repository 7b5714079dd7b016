"""Whether a camera without its infrared filter took a picture: plants red, hardly any green.

Such a picture looks like bare ground to any rule of colour. Rule: more than 15 % of the lit pixels
with r > .40 and r - g > .10, most of these bluer than green, while fewer than .5 % are green.
Near infrared enters a sensor's red and blue filters more than its green one, so plants turn pink;
what is red by iron or clay (soil, brick, roofs) reflects ever less from red over green to blue.
In the sample photos 99 % of the red pixels of 3 converted frames are bluer than green, of 16 tiles
of red roofs and red soil under 30 %.
"""

from __future__ import annotations

from typing import Any


def converted(red: Any, green: Any, blue: Any) -> bool:
    """Say it of three planes (rows, cols) of which 1 is white."""
    total = red + green + blue
    lit = total > 3 * 0.012
    reddish = (red > 0.40) & (red - green > 0.10) & lit
    greenish = (2 * green - red - blue > 0.06 * total) & lit
    count = max(int(lit.sum()), 1)
    if reddish.sum() / count <= 0.15 or greenish.sum() / count >= 0.005:
        return False
    return bool((blue > green)[reddish].mean() > 0.5)
