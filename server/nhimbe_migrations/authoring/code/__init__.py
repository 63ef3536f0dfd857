"""The repository's own code against its databases: what a migration breaks, what may go live first, what it costs."""
