"""Two branches with migrations of their own: do they go together, whichever is first?"""
