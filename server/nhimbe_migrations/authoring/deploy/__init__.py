"""What a migration means for the code that is live and the code that comes: uses, the order of the two, the cost."""
