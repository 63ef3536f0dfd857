"""What the rules read from: the context of one migration, and what can be asked of it."""
