# Sportello. `make help` lists what can be made.

GO      ?= go
TOOL    := $(GO) tool -modfile=tools/go.mod

# few: judge the small set of certificates only
CONFORMANCE ?=

export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help demo build test check race lint generate accessibility assets screenshots fuzz-short bench conformance

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## run the whole service on this machine, with a demo office and a first certificate
	@tools/need postgresql
	@bin/sportello demo

build: ## build bin/sportello
	$(GO) build -trimpath -o bin/sportello ./cmd/sportello

test: ## run every test, against a real PostgreSQL
	@tools/need postgresql poppler-utils qpdf openssl libnss3-tools chromium
	$(GO) test -shuffle=on -count=1 -timeout 20m ./...

check: test race lint generate fuzz-short conformance ## everything that CI runs
	git diff --exit-code

# Not e2e: what it tests is another process, built without the detector, and every room of
# the portal has its own tests under it. Nor what looks at pages or files for minutes, one
# after the other.
race: ## run the tests of the program's own code with the race detector
	@tools/need postgresql poppler-utils qpdf openssl libnss3-tools gcc chromium
	CGO_ENABLED=1 $(GO) test -race -shuffle=on -count=1 -timeout 20m -skip '^(TestPagesInEveryLanguage|TestCheckPage|TestVerifyCommand)$$' $$($(GO) list ./... | grep -v '/e2e$$')

lint: ## vet, golangci-lint, formatting
	$(GO) vet ./...
	$(TOOL) golangci-lint run

generate: ## make what is generated again: API, client, docs/rules.md, demo pictures
	$(GO) generate ./...

accessibility: ## look at every page of every role in every language with axe-core
	@tools/need postgresql chromium
	$(GO) test -count=1 -timeout 20m ./e2e -run '^(TestRoles|TestVerifyCode)$$' -every-language

assets: ## cut Bootstrap Italia down again to what the pages use
	@tools/need npm
	$(GO) run ./internal/portal/page/vendoring internal/portal

screenshots: ## take the pictures in docs/screens again
	@tools/need postgresql chromium chromium-l10n
	@mkdir -p docs/screens
	$(GO) test ./e2e -run '^TestScreens$$' -count=1 -screens ../docs/screens

# Tries, not seconds: a clock that ends in the middle of a try is a failure to Go.
FUZZTIME ?= 10000x

fuzz-short: ## each fuzz target for FUZZTIME, ten thousand tries if not said otherwise
	@set -e; packages=$$($(GO) list ./...); for p in $$packages; do \
	    targets=$$($(GO) test -list '^Fuzz' $$p); \
	    for f in $$(echo "$$targets" | grep '^Fuzz'); do \
	        echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$p; \
	    done; \
	done

bench: build ## print the figures: ratios taken in one run
	@tools/need postgresql softhsm2 opensc gcc
	$(GO) run ./bench
	CGO_ENABLED=1 $(GO) test -tags pkcs11 -run '^$$' -bench PKCS11 -cpu 1 ./signing

conformance: build ## have outside judges look at fresh certificates and tokens
	@tools/need postgresql poppler-utils qpdf openssl libnss3-tools
	conformance/run $(CONFORMANCE)
