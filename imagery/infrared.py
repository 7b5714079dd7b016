"""Whether a camera without its infrared filter took a picture: plants red, hardly any green.

Such a picture looks like bare ground to any rule of colour. Rule of the sample photos: more than
15 % of the lit pixels with r > .40 and r - g > .10 while fewer than .5 % are green. It told 3 of 3
converted frames, 0 of 14 others, and wrongly 1 of 4 tiles of red roofs.
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
    return bool(reddish.sum() / count > 0.15 and greenish.sum() / count < 0.005)
