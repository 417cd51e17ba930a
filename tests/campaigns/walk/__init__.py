"""A walk to every address of the site, as everybody, with everything that may be sent there."""
