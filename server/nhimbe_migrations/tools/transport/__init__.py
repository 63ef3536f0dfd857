"""How messages reach the server."""
