"""On PYTHONPATH this takes the egress guard and its tripwire out of a process: the counter-proof of the SSRF tests."""

from crawler.gather.guard import Guard, Tripwire

Guard.refuse_address = lambda *_: None
Guard.refuse_url = lambda *_: None
Guard._refuse_port = lambda *_: None
Tripwire._hook = lambda *_: None
