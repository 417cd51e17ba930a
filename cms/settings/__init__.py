"""Settings of the site: `dev` on a desk, `test` under pytest, `production` for people."""
