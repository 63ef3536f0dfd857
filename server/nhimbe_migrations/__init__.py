"""Author database migrations for D1 and MongoDB, proved before they touch the repository."""

__version__ = "0.1.0"

HOME_PAGE = "https://github.com/nyuchitech/nhimbe-migrations"
"""Where the documentation of findings can be read."""
