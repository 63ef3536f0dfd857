"""How findings are written for a program that shows them: one module a format, and none of them knows another."""

__all__ = ["FORMATS"]

FORMATS = ("text", "json", "github", "sarif", "gitlab", "rdjson", "junit", "markdown", "html")
"""What `check` can write; what is neither text nor json is the function of that name in the module of that name."""
