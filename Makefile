# make run does everything from a fresh checkout. Variables: ONCE=1 (run),
# TESTS=packages (test), ARGS=… (bench), N=kills (torture), FUZZTIME (fuzz).
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TESTS ?= ./...
N ?= 30
FUZZTIME ?= 10s
TAGS = -tags "$(strip $(FAISS_TAG) $(1))"
TOOL = go tool -modfile=deploy/tools.mod

# deploy/deps.sh looks for the native libraries and writes here which there are.
# It is quick when all is there, so every make asks it anew.
ifneq ($(MAKECMDGOALS),clean)
include var/lib/native.mk
endif
test e2e bench torture: export ONNXRUNTIME_SHARED_LIBRARY_PATH = $(ONNXRUNTIME)

.PHONY: build deps run test e2e lint bench torture train fuzz clean FORCE
build: deps
	go build -trimpath $(call TAGS) -ldflags "-X main.version=$(VERSION)" -o bin/medcode ./cmd/medcode

deps: var/lib/native.mk
	@go mod download
var/lib/native.mk: FORCE
	@deploy/deps.sh

run: build
	bin/medcode run --samples $(if $(ONCE),--once)

test: deps
	$(TOOL) gotestsum --format pkgname-and-test-fails --hide-summary=skipped -- $(call TAGS) $(TESTS)

e2e: build
	go test $(call TAGS,e2e) -count=1 ./cmd/... ./deploy/...

lint: deps
	@bad=$$($(TOOL) gofumpt -l .) && [ -z "$$bad" ] || { echo "not formatted; run $(TOOL) gofumpt -w:" $$bad; exit 1; }
	go vet ./... && go vet $(call TAGS,e2e) ./... && $(TOOL) staticcheck $(call TAGS,e2e) ./... && $(TOOL) golangci-lint run --build-tags "e2e,$(FAISS_TAG)"

bench: build
	bin/medcode bench $(ARGS)

torture: build
	MEDCODE_TEST_KILLS=$(N) go test $(call TAGS,e2e) -count=1 -timeout 60m -v -run Torture ./cmd/...

train: deps
	training/run.sh

fuzz: deps
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | while IFS=: read -r file name; do \
		go test $(call TAGS) -run '^$$' -fuzz "^$${name#func }$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" </dev/null || exit 1; done

clean:
	rm -rf bin
