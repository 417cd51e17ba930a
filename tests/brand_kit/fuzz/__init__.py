"""Thousands of damaged and hostile pictures: `python -m tests.brand_kit.fuzz --svg 20000 --raster 5000`."""
