"""A MongoDB migration and the driver calls of the code."""
