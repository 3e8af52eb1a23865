"""The fast lane: the health of thousands of links, under the rules of the spiders.

Scrapy keeps declared pages and documents.  Here libcurl asks, one thread drives it, and nothing of Scrapy is
imported; guard, host clock, robots policy, walls and the meaning of a status are the same code as there.
"""
