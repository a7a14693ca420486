# One door for people and CI. Without make: `python dev.py rehearse`, `python dev.py test`.
PYTHON ?= python3
ARGS ?=

.PHONY: rehearse test check fix stamp lock help
help:            ## what one can do here
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:[^#]*##/\t/'
rehearse:        ## set up, then sit before the panel; ARGS="--form demo" passes options
	@$(PYTHON) dev.py rehearse $(ARGS)
test:            ## set up, then run every check and test
	@$(PYTHON) dev.py test $(ARGS)
check:           ## lint, types and layers only
	@$(PYTHON) dev.py check
fix:             ## let ruff mend what it can
	@$(PYTHON) dev.py fix
stamp:           ## write versions.json after content was changed and its version raised
	@$(PYTHON) dev.py stamp
lock:            ## renew requirements/*.txt from pyproject.toml (needs uv)
	@$(PYTHON) dev.py lock
