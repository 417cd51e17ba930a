"""A code has the mask that ISO/IEC 18004 asks for, checked against the standard's rules, one module after the other."""

from __future__ import annotations

from itertools import groupby

import pytest
import zxingcpp

from brand_kit.rendering.codes import _modules, qr_operators
from brand_kit.rendering.qr_masks import QUIET, best, penalty

TEXTS = [f"https://www.example.com/{'partner' * length}/{length}" for length in (0, 1, 3, 8, 20, 60)]
FINDER, LIGHT = [1, 0, 1, 1, 1, 0, 1], [0, 0, 0, 0]


def rows(code: int, width: int) -> list[list[int]]:
    digits = [int(digit) for digit in f"{code:0{width * width}b}"]
    inside = range(QUIET, width - QUIET)
    return [digits[row * width + QUIET : (row + 1) * width - QUIET] for row in inside]


def by_the_standard(grid: list[list[int]]) -> int:
    """Table 11 of the standard, as it stands there."""
    side, total = len(grid), 0
    for line in [*grid, *map(list, zip(*grid, strict=True))]:
        lengths = [len(list(run)) for _, run in groupby(line)]
        total += sum(length - 2 for length in lengths if length >= 5)
        wide = [*LIGHT, *line, *LIGHT]
        for at in range(4, side - 2):
            if wide[at : at + 7] == FINDER and LIGHT in (wide[at - 4 : at], wide[at + 7 : at + 11]):
                total += 40
    for row in range(side - 1):
        for column in range(side - 1):
            block = {grid[row + down][column + right] for down in (0, 1) for right in (0, 1)}
            total += 3 * (len(block) == 1)
    dark = sum(map(sum, grid))
    return total + abs(2 * dark - side * side) * 10 // (side * side) * 10


@pytest.mark.parametrize("text", TEXTS)
def test_the_mask_has_the_least_penalty_of_the_standard(text: str) -> None:
    width, _ = _modules(text, 0)
    codes = [_modules(text, mask)[1] for mask in range(8)]
    penalties = [by_the_standard(rows(code, width)) for code in codes]
    assert [penalty(code, width - 2 * QUIET) for code in codes] == penalties
    assert best(codes, width - 2 * QUIET) == penalties.index(min(penalties))


@pytest.mark.parametrize("text", TEXTS)
def test_the_path_is_the_code_that_zxing_makes_by_itself(text: str) -> None:
    width, path = qr_operators(text)
    drawn = [[0] * width for _ in range(width)]
    for rectangle in path.removesuffix(b"f").splitlines():
        x, y, length, _ = map(int, rectangle.removesuffix(b" re").split())
        drawn[width - 1 - y][x : x + length] = [1] * length
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    pixels = bytes(memoryview(code.to_image(scale=1, add_quiet_zones=True)))  # type: ignore[arg-type]
    assert bytes(0 if dark else 255 for row in drawn for dark in row) == pixels
