"""What the tool says of a broken order, proven by placing it again: broken, whole, and mended.

`plan` says what is placed, `customer` places it, `grading` compares, `tally` counts.
"""
