"""What the runners have recorded as applied, against the files that there are."""
