"""Measurements of speed, run by `make bench`; every figure is a median of one run, and ratios are what counts."""
