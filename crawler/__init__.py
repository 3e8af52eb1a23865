"""``oit``: telling, every night and with proof, whether public bodies publish what the law demands.

The rooms, in the order in which a night walks through them::

    targets + checklist → gather → evidence → read → judge → audit.json → render

Only ``gather`` touches the network; only the command line knows what day it is.
"""

__version__ = "0.1.0"
