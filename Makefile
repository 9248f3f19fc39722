# What people do with this project. .ci/run does all but run and bench.

GO          ?= go
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null)
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
MODULES     := . $(patsubst %/go.mod,%,$(wildcard e2e/go.mod))

.PHONY: run build test test-go test-e2e test-suite lint bench

run: ## Serve on http://127.0.0.1:8080, with data in ./rollcall-data.
	$(GO) run ./cmd/rollcall serve

build: ## Build the static binary bin/rollcall.
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/rollcall ./cmd/rollcall

test: test-go test-e2e ## Run all tests.

test-go:
	@GO='$(GO)' .ci/test-go

test-e2e:
	@GO='$(GO)' .ci/test-e2e

test-suite: ## Run the suite that others wrote: with the default items, and with all.
	@GO='$(GO)' conformance/run
	@GO='$(GO)' conformance/run all

lint: ## Check formatting, go vet, staticcheck.
	@echo '== gofmt'
	@unformatted=$$(gofmt -l .); \
		if [ -n "$$unformatted" ]; then echo "Not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	@for module in $(MODULES); do \
		echo "== go vet ($$module)"; (cd $$module && $(GO) vet ./...) || exit 1; \
		echo "== staticcheck ($$module)"; (cd $$module && $(STATICCHECK) ./...) || exit 1; \
	done

bench: ## Print ratios of Rollcall's speed to a bare handler's.
	$(GO) run ./cmd/rollcall-bench
