"""A field under another name without downtime: both names side by side, then the new one alone."""
