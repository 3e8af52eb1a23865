"""The nights behind tonight: since when an item fails, when it was last seen well, how often it flapped.

A folder of runs is the only database: :mod:`crawler.history.runs` reads it, :mod:`crawler.history.chronicle`
(pure) tells the stories, :mod:`crawler.history.retention` (pure) says which runs may go.
"""
