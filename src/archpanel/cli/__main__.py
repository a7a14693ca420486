"""`python -m archpanel.cli`."""

from archpanel.cli import main

main()
