# One door for people and for continuous integration.
SWIFT ?= swift

.PHONY: help setup programs build demo test check bench red-team fuzz fuzz-questions clean

help:
	@echo "make demo    build, start a coordinator and four invented hospitals, ask real questions"
	@echo "make test    the whole test suite"
	@echo "make check   imports against declared dependencies"
	@echo "make bench   release build and measurements"
	@echo "make red-team  random attacks on disclosure control (SEED=, SEQUENCES=, FIRST=)"
	@echo "make fuzz-questions   random questions, split and pooled (SEED=, COUNT=)"
	@echo "make fuzz    libFuzzer on the planner and on the reader of partials (SECONDS_EACH=)"
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

# 10,000 questions take about ten minutes.
SEED ?= $(shell date +%Y%m%d)
COUNT ?= 10000
fuzz-questions: setup
	$(SWIFT) build --product cordon-questions
	.build/debug/cordon-questions --seed $(SEED) --count $(COUNT)

# 10,000 sequences of two answers, as many of three and a tenth of each other kind take about 40 minutes on two cores; the build comes before.
SEQUENCES ?= 10000
FIRST ?= 0
ATTACKING = -c release --scratch-path .build-red-team -Xswiftc -enable-testing
red-team: setup
	$(SWIFT) build $(ATTACKING) --build-tests
	CORDON_RED_TEAM=$(SEQUENCES) CORDON_RED_TEAM_SEED=$(SEED) CORDON_RED_TEAM_FIRST=$(FIRST) $(SWIFT) test $(ATTACKING) --skip-build --filter RedTeamTests

fuzz: setup
	Tests/Fuzz/run

clean:
	$(SWIFT) package clean
	rm -rf .build-release .build-red-team .build-fuzz demo
