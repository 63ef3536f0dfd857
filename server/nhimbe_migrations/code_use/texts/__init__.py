"""What an expression says as a text: which of it is fixed, which is one of a few texts, and which is made at run time."""
