"""How much shorter a brief becomes at a setting, foretold from its layout at the preferred one."""

from briefgen.typeset.extent import Extent
from briefgen.typeset.scale import TYPE, Setting


def saved(measured: Extent, setting: Setting, pages: int) -> float:
    """Return the points by which a brief of so many pages becomes shorter; below 0 where it grows.

    Smaller type saves twice: its lines are lower, and each holds more.
    """
    unit, leading = setting.share(TYPE), setting.share("--leading")
    lines = measured.lines * (1 - leading * unit**2)
    others = (measured.other - measured.pictures) * (1 - unit**2)
    spaces = measured.spaces * (1 - setting.share("--space") * leading * unit)
    pictures = measured.pictures * (1 - setting.share("--figure"))
    edges = sum(measured.edges[:pages]) * (1 - setting.share("--edge"))
    return lines + others + spaces + pictures + edges
