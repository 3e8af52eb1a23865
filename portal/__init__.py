"""The self-check page: districts check what they declare, the central office decides.

A Django application beside the auditor, never below it: it reads targets, run folders and ``audit.json``, asks
the same functions as the command line, and the auditor does not know that it exists.
"""
