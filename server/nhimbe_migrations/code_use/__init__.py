"""What the repository's own code asks of its databases: SQL strings, driver calls, members of rows.

Code is read, never run. What a string says once the program runs is told part by part: what is fixed, what has a few
possible texts, and what is put together at run time. Whether a query fits a schema is decided elsewhere.
"""
