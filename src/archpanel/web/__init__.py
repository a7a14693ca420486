"""The rehearsal room as a web page: FastAPI, Jinja2 and htmx over the event log of `rooms`."""
