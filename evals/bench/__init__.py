"""The benchmark: this panel against the bare `openai` client on the same server.

Start it with `archpanel bench`. It needs no key and no network: models are played by a stub server
in a process of its own. What is measured is a `Product` (`product.py`).
"""
