# One door for people and for continuous integration.
SWIFT ?= swift

.PHONY: help setup programs build demo test check bench clean

help:
	@echo "make demo    build, start a coordinator and four invented hospitals, ask real questions"
	@echo "make test    the whole test suite"
	@echo "make check   imports against declared dependencies"
	@echo "make bench   release build and measurements"
	@echo "make clean   remove what was built"

setup:
	@.ci/setup

programs: setup
	$(SWIFT) build

build: setup
	$(SWIFT) build --build-tests

demo: programs
	nodes/demo/run

test: build
	$(SWIFT) test --skip-build

check: setup
	.ci/check-imports

bench: setup
	Benchmarks/run

clean:
	$(SWIFT) package clean
	rm -rf .build-release demo
