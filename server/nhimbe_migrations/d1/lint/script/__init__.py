"""What the rules read from: statements with their trees and tokens, and the catalog as it changes along the file.

A rule looks at a `LintedScript` and yields findings; nothing here judges.
"""
