# Evenkeel's front door. `make` lists the targets; CONTRIBUTING.md says more.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# JDK 25 may stand beside an older default: JAVA_HOME if it is one, else where Debian, Fedora and macOS keep their JDKs.
JDK := $(shell bin/find-jdk 2>/dev/null)
export JAVA_HOME := $(JDK)
MVN := mvn --batch-mode --no-transfer-progress
JAVA := $(JDK)/bin/java
JAR := target/quarkus-app/quarkus-run.jar
CONTROL_PLANE ?= 1.37.2
# The oldest and the newest Kubernetes that evenkeel is held to.
VERSIONS ?= 1.34.4 1.37.2
# What `make bench-burst` takes; docs/benchmarks/bursts.md says what each means.
BURST := NODES REPLICAS GROUPS ROUNDS CASES WARMUP JVM_OPTIONS UNPLACEABLE CHURN_NODES CHURN_SETTLE CHURN_SECONDS OUTSTANDING
# What `make bench-balance` takes; docs/benchmarks/balance.md says what each means.
BALANCE := CASES MODELS STAGES SERVICES MOST MOST_STRICT ROOM SEED WEIGHT SPREADING SCALE_DOWN EVENKEEL WORST
# What `make model-scaling` takes.
SCALING := SEEDS SERVICES MOST MODELS ANNEAL
SOURCES := $(shell find src/main pom.xml examples .mvn -type f 2>/dev/null)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: $(JAR) ## Build target/quarkus-app/quarkus-run.jar

$(JAR): $(SOURCES) | jdk
	$(MVN) -Dmaven.test.skip=true package
	@touch $@

.PHONY: run
run: $(JAR) ## Rehearse on the sample cluster and stay up for curl; ONCE=1 ends by itself, FROM=file takes your own
	@$(JAVA) -jar $(JAR) rehearse $(if $(ONCE),--once) $(if $(FROM),--from $(FROM))

.PHONY: test
test: jdk go ## All tests, end to end included
	$(MVN) verify
	@e2e/build-control-plane $(CONTROL_PLANE) >/dev/null
	$(MVN) surefire:test -Dtests.groups=e2e -Dtests.excluded= -Devenkeel.e2e.version=$(CONTROL_PLANE)

.PHONY: test-unit
test-unit: jdk ## The tests that need nothing but the JDK and Maven
	$(MVN) verify

.PHONY: test-versions
test-versions: $(JAR) go ## The end-to-end tests on Kubernetes 1.34.4 and 1.37.2, or on VERSIONS="..."
	@for version in $(VERSIONS); do \
	  e2e/build-control-plane $$version >/dev/null; \
	  $(MVN) test-compile surefire:test -Dtests.groups=e2e -Dtests.excluded= -Devenkeel.e2e.version=$$version; \
	done

.PHONY: fuzz
fuzz: jdk ## Properties and simulator with new seeds for MINUTES=30; SEEDS=20000 FROM=1 simulates these alone, ROUND=n repeats a round
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test $(if $(SEEDS)$(FROM),\
	  -Dexec.mainClass=dev.evenkeel.simulation.Simulations -Dexec.args="$(or $(SEEDS),20000) $(or $(FROM),1)",\
	  -Dexec.mainClass=dev.evenkeel.Fuzz -Dexec.args="$(or $(MINUTES),30) $(ROUND)")

.PHONY: digests
digests: jdk ## A digest of all that evenkeel decides in the simulator, to compare before and after; SEEDS=1000, FROM=1
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test \
	  -Dexec.mainClass=dev.evenkeel.simulation.DecisionDigests -Dexec.args="$(or $(SEEDS),1000) $(or $(FROM),1)"

.PHONY: test-long
test-long: $(JAR) go ## Every fault on a larger cluster, with a table in target/e2e/faults.md; NODES, STRIKES, FAULT=word
	@e2e/build-control-plane $(CONTROL_PLANE) >/dev/null
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.FaultMatrix \
	  -Devenkeel.e2e.version=$(CONTROL_PLANE) -Dexec.args="$(or $(NODES),60) $(or $(STRIKES),4) $(FAULT)"

.PHONY: soak
soak: $(JAR) go ## An hour of churn with random faults; MINUTES, RATE in pods a second, SEED
	@e2e/build-control-plane $(CONTROL_PLANE) >/dev/null
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.Soak \
	  -Devenkeel.e2e.version=$(CONTROL_PLANE) -Dexec.args="$(or $(MINUTES),60) $(or $(RATE),20) $(or $(SEED),1)"

.PHONY: demo
demo: $(JAR) go ## An annotated Deployment under a real kube-scheduler, 12 nodes; STAY=1 stays up
	@e2e/build-control-plane $(CONTROL_PLANE) >/dev/null
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.Demo \
	  -Devenkeel.e2e.version=$(CONTROL_PLANE) -Dexec.args="$(if $(STAY),--stay)"

.PHONY: bench-burst
bench-burst: $(JAR) go ## Bursts beside the in-tree rule, 20 minutes; NODES, REPLICAS, ROUNDS, CASES, UNPLACEABLE, ... make it smaller
	@e2e/build-control-plane $(CONTROL_PLANE) >/dev/null
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.BurstBench \
	  -Devenkeel.e2e.version=$(CONTROL_PLANE) -Dexec.args="$(foreach v,$(BURST),$(if $($(v)),$(v)=$($(v))))"

.PHONY: bench-balance
bench-balance: $(JAR) go ## Even traffic beside what kube-scheduler does by itself, 30 minutes; CASES, MODELS, STAGES, ROOM, SEED, ...
	@e2e/build-control-plane $(CONTROL_PLANE) >/dev/null
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.BalanceBench \
	  -Devenkeel.e2e.version=$(CONTROL_PLANE) -Dexec.args="$(foreach v,$(BALANCE),$(if $($(v)),$(v)=$($(v))))"

.PHONY: model-scaling
model-scaling: jdk ## What scaling leaves in bench-balance, computed in seconds, beside bounds; SEEDS, ANNEAL=steps, MODELS, SERVICES, MOST
	@$(MVN) -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.ScalingModel \
	  -Dexec.args="$(foreach v,$(SCALING),$(if $($(v)),$(v)=$($(v))))"

.PHONY: bench-micro
bench-micro: jdk ## What plans, refusals among 150,000 pods, filter calls and new nodes cost, by JMH; ONLY=pattern
	@$(MVN) -q -Pbench test-compile exec:exec -Dexec.executable=$(JAVA) -Dexec.classpathScope=test \
	  -Dexec.args="-cp %classpath org.openjdk.jmh.Main $(ONLY)"

.PHONY: bench-nodes
bench-nodes: jdk ## The heap after so many names of nodes that came and went; ALIVE=500, NAMES=60000, STEPS=3
	@$(MVN) -q -Pbench test-compile exec:exec -Dexec.executable=$(JAVA) -Dexec.classpathScope=test \
	  -Dexec.args="-Xmx3g -XX:+UseSerialGC -cp %classpath dev.evenkeel.simulation.NodeChurnProbe \
	    $(or $(ALIVE),500) $(or $(NAMES),60000) $(or $(STEPS),3)"

.PHONY: format
format: jdk ## Format the Java sources
	$(MVN) -q spotless:apply

.PHONY: clean
clean: ## Remove what was built here; the control plane's binaries are kept elsewhere
	rm -rf target

.PHONY: jdk
jdk:
	@bin/find-jdk >/dev/null
	@command -v mvn >/dev/null || { echo "Maven is missing: install Maven 3.8 or later (Debian: apt-get install maven)." >&2; exit 2; }

.PHONY: go
go:
	@command -v go >/dev/null || { echo "Go is missing: the control plane of this target is built with Go 1.26 or later (https://go.dev/dl/)." >&2; exit 2; }
