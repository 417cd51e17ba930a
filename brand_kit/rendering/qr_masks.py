"""Which of a QR code's eight masks is the best to read, by the rules of ISO/IEC 18004:2015, 7.8.3.

A code is one whole number here, a bit for a module, row by row with the quiet zone, so that each rule is a few
operations on all modules at once: `modules >> step` lays over each module the one before it (step 1) or above it (step
`width`). zxing-cpp chooses by the same rules, module by module, which takes longer than all the rest of a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

QUIET = 4
"""Modules kept free around a code (ISO/IEC 18004:2015, 6.3.8)."""
_MOST = 10**9


def best(codes: Sequence[int], side: int) -> int:
    """Return which of some forms of a code has the least penalty, the first of equals.

    Args:
        codes: each as one number, dark modules as ones, with the quiet zone around.
        side: of the code in modules, without the quiet zone.
    """
    chosen = (_MOST, 0)
    for least, mask in sorted((_unevenness(code, side), mask) for mask, code in enumerate(codes)):
        if least > chosen[0]:
            break  # what looks like a finder only adds to it
        chosen = min(chosen, (least + _lookalikes(codes[mask], side), mask))
    return chosen[1]


def penalty(modules: int, side: int) -> int:
    """Return the penalty of a code for what makes it hard to read."""
    return _unevenness(modules, side) + _lookalikes(modules, side)


def _unevenness(modules: int, side: int) -> int:
    """Return the penalty for runs and blocks of one colour, and for more dark than light or less."""
    width = side + 2 * QUIET
    in_row, in_column = _pairs(side)
    beside = in_row & ~(modules ^ (modules >> 1))
    below = in_column & ~(modules ^ (modules >> width))
    blocks = beside & below & (beside >> width)
    deviation = abs(2 * modules.bit_count() - side * side) * 10 // (side * side)
    return _runs(beside, 1) + _runs(below, width) + 3 * blocks.bit_count() + 10 * deviation


def _lookalikes(modules: int, side: int) -> int:
    """Return the penalty for what a reader may take for a finder pattern."""
    return 40 * (_finders(modules, 1) + _finders(modules, side + 2 * QUIET))


def _runs(same: int, step: int) -> int:
    """Return 3 for each run of five modules and 1 for each module more, from where neighbours are alike."""
    two = same & (same >> step)
    five = two & (two >> 2 * step)
    ends = five & ~(five >> step)
    return five.bit_count() + 2 * ends.bit_count()


def _finders(modules: int, step: int) -> int:
    """Return how often dark and light stand as in a finder pattern, 1:1:3:1:1, with four light modules beside it."""
    after = modules >> step
    core = modules & ~after & (after >> step) & (after >> 2 * step) & (after >> 3 * step) & ~(after >> 4 * step)
    found = core & (modules >> 6 * step)
    dark = modules | after
    dark |= dark >> 2 * step
    return (found & ~((dark >> 7 * step) & (dark << 4 * step))).bit_count()


@lru_cache(maxsize=40)
def _pairs(side: int) -> tuple[int, int]:
    """Return where a module of the code has a neighbour within the code, in the row and in the column."""
    width = side + 2 * QUIET
    row = (1 << side) - 1
    inside = sum(row << (QUIET + (QUIET + line) * width) for line in range(side))
    return inside & (inside >> 1), inside & (inside >> width)
