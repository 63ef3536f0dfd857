"""Where the rows of queries go in a program: through functions, objects, lists, classes and files.

Each file is told once as facts (`facts`, read from its tree by `reader`); `flow` joins the facts of all files and says which
rows each place may read. Linear in the program; nothing is run.
"""
