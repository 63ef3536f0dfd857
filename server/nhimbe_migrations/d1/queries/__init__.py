"""Queries of an application, compiled against a database: whether they fit it, what they touch, how they find their rows."""
