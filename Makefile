# One door for people and CI. Without make: `python dev.py rehearse`, `python dev.py test`.
PYTHON ?= python3
ARGS ?=
DEV := $(PYTHON) $(dir $(lastword $(MAKEFILE_LIST)))dev.py
# `make -f REPOSITORY/Makefile rehearse` works from any folder, with the paths of that folder.

.PHONY: rehearse serve lab test test-local-model evals check fix stamp lock help
help:            ## what one can do here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/\t/'
rehearse:        ## set up, then sit before the panel; ARGS="--form demo" passes options
	@$(DEV) rehearse $(ARGS)
serve:           ## set up, then open the rehearsal room as a web page; ARGS="--port 9000"
	@$(DEV) run serve $(ARGS)
lab:             ## set up with what draws plots; ARGS="--bank 24 --out lab" then compares personas
	@$(DEV) lab $(ARGS)
test:            ## set up, then run every check and test; ARGS="-n 0 tests/agents" a part
	@$(DEV) test $(ARGS)
test-local-model: ## a short panel on a small real model, over HTTP (126 MB, minutes)
	@$(DEV) test-local-model
evals:           ## the quick subset of every eval, embedded engine, against the baseline (minutes)
	@$(DEV) evals $(ARGS)
check:           ## lint, types and layers only
	@$(DEV) check
fix:             ## let ruff mend what it can
	@$(DEV) fix
stamp:           ## write versions.json after content was changed and its version raised
	@$(DEV) stamp
lock:            ## renew requirements/*.txt from pyproject.toml (needs uv)
	@$(DEV) lock
