"""The embedded default: five invented district offices, their web sites, and what an audit should say.

* ``sites/`` and ``routes.yaml`` — the sites as files, and the answers that are no file (errors, redirects).
* ``targets.yaml`` — what the invented districts declared, in the ordinary targets format.
* ``expected.yaml`` — the verdicts that a right audit reaches, with reasons.
* :mod:`crawler.demo.server` — serves all that on loopback.
* :mod:`crawler.demo.make_sites` — makes it all again (needs the development packages).
"""
