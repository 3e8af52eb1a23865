"""Message catalogues.  ``python -m reports.locale`` brings them up to date with the code and compiles them."""
