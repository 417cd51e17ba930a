"""The demo flyer remade for each peer, with the same photo, fonts, copy and fields."""
