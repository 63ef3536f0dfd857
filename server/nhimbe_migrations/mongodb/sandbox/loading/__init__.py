"""What a migration loads: itself, the files of the repository that it imports, and packages; texts alone, nothing is run here."""
