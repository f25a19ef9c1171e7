# What a contributor runs; `make` alone says what there is.

FUZZTIME ?= 50000x
FAULTS   ?= -rounds 20
SOAK     ?= 1m
# How long, and how often, a benchmark runs.
BENCHTIME  ?= 0.3s
BENCHCOUNT ?= 10
# Modules of their own, whose dependencies users do not get.
NESTED   := benchmarks internal/conformance internal/release examples/sso-chi examples/opentelemetry examples/session-redis examples/events-postgres examples/directory-sync examples/web-app/browser
LINT     := go tool -modfile=$(CURDIR)/tools/go.mod golangci-lint

.PHONY: help test race oldest jsonv2 bench benchshort lint vet deps release-check conformance docs examples modules node redis postgres browser fuzz faults soak cover ci

help: ## say what the targets do
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 15

test: ## run the tests
	go test ./...

race: ## run the tests under the race detector
	go test -race ./...

oldest: ## run the tests with the oldest Go that is supported
	GOTOOLCHAIN=go$$(go mod edit -json | sed -n 's/.*"Go": "\(.*\)".*/\1/p') go test ./...

jsonv2: ## run the tests with the decoder of GOEXPERIMENT=jsonv2
	GOEXPERIMENT=jsonv2 go test ./...

# The two that are compared take turns, so that a busy machine is so for both.
bench: ## compare with code by hand: BENCHCOUNT runs (10) of BENCHTIME (0.3s)
	@cd benchmarks && go test -count=1 -v . && rm -f bench.txt && \
	for i in $$(seq $(BENCHCOUNT)); do \
		go test -run '^$$' -bench . -benchtime $(BENCHTIME) . >>bench.txt && \
		GOEXPERIMENT=jsonv2 go test -run '^$$' -bench '^(Benchmark)?(Get|Create|List100Users|WebhookDecode)$$/impl=sdk' -benchtime $(BENCHTIME) . | \
			sed 's/impl=sdk/impl=sdk+jsonv2/' >>bench.txt || { cat bench.txt; exit 1; }; \
	done && \
	go tool -modfile=../tools/go.mod benchstat -col /impl bench.txt

benchshort: ## the same, once
	$(MAKE) bench BENCHTIME=10x BENCHCOUNT=1

lint: ## check the style
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not gofmt-ed:" $$unformatted; exit 1; }
	$(LINT) run ./...
	@for module in $(NESTED); do (cd $$module && $(LINT) run ./... && go vet ./...) || exit 1; done

vet: ## look for mistakes that compile
	go vet ./...

deps: ## check which modules users get besides this one
	@expect() { \
		want=$$1; shift; \
		modules=$$(go list -deps -f '{{with .Module}}{{.Path}}{{end}}' "$$@" | sort -u | xargs); \
		[ "$$modules" = "$$want" ] || { echo "users of $$* would get: $$modules"; exit 1; }; \
	}; \
	signed='(session|authkit)$$'; packages=$$(go list ./... | grep -vE '/(internal|examples)/'); \
	expect "github.com/google/go-querystring github.com/workos-go/workos" $$(echo "$$packages" | grep -vE "$$signed"); \
	expect "github.com/go-jose/go-jose/v4 github.com/google/go-querystring github.com/workos-go/workos golang.org/x/sync" $$(echo "$$packages" | grep -E "$$signed")

release-check: vet deps ## check that this can be tagged with its version: API, CHANGELOG.md, licenses, go.mod
	cd internal/release && go test ./... && go run .

conformance: ## check the packages against the OpenAPI document; V=-v lists what is covered
	cd internal/conformance && go run ./cmd/conformance $(V)
	cd internal/conformance && go test -count=1 ./... # what it reads is not all in the module

docs: ## copy the code into the pages
	go run ./internal/docs

examples: ## run the example programs, also into an error
	go run ./examples/quickstart
	go run ./examples/sso-login
	go run ./examples/directory-export >/dev/null
	go run ./examples/webhook-receiver
	go run ./examples/fake-workos -addr localhost:0 -seed examples/fake-workos/seed.json -routes -check
	go run ./examples/testing
	go run ./examples/structured-logs >/dev/null
	go run ./examples/from-workos-go
	go run ./examples/from-elixir
	! WORKOS_API_KEY=sk_example WORKOS_BASE_URL=http://127.0.0.1:1 go run ./examples/quickstart
	! WORKOS_API_KEY=sk_example WORKOS_BASE_URL=http://127.0.0.1:1 go run ./examples/testing
	! go run ./examples/from-workos-go x
	! WORKOS_API_KEY=sk_example go run ./examples/sso-login
	! WORKOS_API_KEY=sk_example go run ./examples/web-app -addr localhost:0
	! WORKOS_API_KEY=sk_example WORKOS_BASE_URL=http://127.0.0.1:1 go run ./examples/directory-export -organization org_1
	! WORKOS_WEBHOOK_SECRET=x go run ./examples/webhook-receiver -addr 256.0.0.1:1

modules: ## run and test the examples that are modules of their own, and need no server
	@for example in sso-chi opentelemetry; do \
		echo "examples/$$example"; \
		(cd examples/$$example && go test -race -count=1 ./... && go run . >/dev/null) || exit 1; \
	done

node: ## check cookies, encrypted data and actions against the packages of Node
	@if command -v npm >/dev/null; then \
		(cd internal/nodecheck && npm ci --ignore-scripts --no-audit --no-fund) && \
		NODECHECK=1 go test -count=1 ./internal/nodecheck; \
	elif [ -n "$$CI" ]; then echo "there is no npm"; exit 1; \
	else echo "there is no npm: nothing is checked against the packages of Node"; fi

redis: ## check the sessions that machines share in a Redis
	cd examples/session-redis && go test -race -count=1 ./...

postgres: ## check the events and the directories that are kept in a PostgreSQL
	cd examples/events-postgres && go test -count=1 ./...
	cd examples/directory-sync && go test -count=1 ./...

browser: ## click through the web application in a Chromium
	cd examples/web-app/browser && go test -count=1 ./...

# A number of inputs, and not a time: go test reports an input that the end of
# the time cut off as a failure.
fuzz: ## fuzz every parser of outside bytes, FUZZTIME inputs each (50000x)
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$target in $$package"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$package || exit 1; \
		done; \
	done

faults: ## let everything go wrong and show what comes of it; FAULTS is how
	go run ./internal/faults $(FAULTS)

soak: ## call everything at once under the race detector, for SOAK (1m)
	go run -race ./internal/soak -for $(SOAK)

cover: ## show which statements the tests do not reach
	go test -coverpkg=./... -coverprofile=coverage.out ./...
	go tool cover -func=coverage.out | grep -v '100.0%'

ci: lint vet deps release-check test race oldest jsonv2 conformance examples modules node redis postgres browser fuzz faults soak benchshort ## everything that must pass
