# sdmd: plain GNU make. `make` alone prints help.
#
# Variables for the command line: BUILD (output folder), CC, OPT, EXTRA (more flags, e.g. -fsanitize=address),
# HARDEN (empty for sanitizer builds), V=1 (show the commands), JOBS; for make install PREFIX, SYSCONFDIR, DESTDIR.
BUILD ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
OPT ?= -O2
JOBS ?= $(shell nproc)
Q := $(if $(V),,@)

WARN := -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef -Wvla
HARDEN ?= -fstack-protector-strong $(if $(filter -O0,$(OPT)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
CFLAGS_ALL := -std=c11 -D_GNU_SOURCE -g $(OPT) -fPIE $(HARDEN) $(WARN) -I. $(EXTRA)
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now -Wl,--as-needed

# Targets that install first call make again for the rest, so that these two see what was installed.
PACKAGES := libevent lua5.4 jansson hiredis libxxhash
LIB_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
FOUND_LIBS := $(shell pkg-config --libs $(PACKAGES) libevent_openssl openssl libsystemd 2>/dev/null)
LIBS := $(FOUND_LIBS) -lyaml -lcsv
ifneq ($(filter build install all-tests all-bench property unit-%,$(MAKECMDGOALS)),)
$(if $(FOUND_LIBS),,$(error Some libraries are missing here; make install-deps installs them))
endif

# --- folders: who may need whom (tools/check-includes holds the same order for the sources) -------------------------------
FOLDERS := base rules model lua daemon ctl
below_base :=
below_rules := base
below_model := rules base
below_lua := rules base
below_daemon := model lua rules base
below_ctl := daemon model lua rules base
# The host's tests read their models through the loader.
test_below_lua := model rules base
# Properties are tested of what the daemon folds, by the same means.
TEST_FOLDERS := $(FOLDERS) property
test_archives_property := daemon $(below_daemon)

MAINS := daemon/main.c ctl/main.c
archive = $(BUILD)/lib$(1).a
archives = $(foreach l,$(1),$(call archive,$(l)))
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(MAINS),$(wildcard $(1)/*.c)) $(generated_$(1)))

# The catalogue: po/<language>.po compiled into a table of base/.
catalogs := $(sort $(wildcard po/*.po))
generated_base := $(if $(catalogs),base/catalog_table.c)

# The company to start from, in each language: config/new/<language>/ compiled into a table of ctl/.
starter := $(sort $(shell find config/new -type f '(' ! -name '.*' -o -name .luarc.json ')' ! -name '*~'))
generated_ctl := ctl/starter_table.c

.PHONY: help build install uninstall test demo check bench format fuzz-smoke fuzz property reload hostile install-deps clean all-tests all-fuzz
help: ## this list
	@echo "sdmd: sales reports in, decisions out. First: make demo"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
	@echo "  make unit-<folder> unit tests of one folder: $(TEST_FOLDERS)"
	@echo
	@echo "Variables: BUILD=folder CC=clang OPT=-O0 EXTRA=-fsanitize=address HARDEN= V=1 JOBS=n"

build: $(BUILD)/sdmd $(BUILD)/sdmctl ## the two programs, in build/

# --- installing: the programs, the unit, settings once, models and calendars, documents ------------------------------------
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
root := $(if $(DESTDIR),$(abspath $(DESTDIR)))
installed := $(root)$(PREFIX)
settings_dir := $(root)$(SYSCONFDIR)/sdmd
unit_dir := $(installed)/lib/systemd/system
placed = sed 's,/usr/\(bin/sdm\|share/\),$(PREFIX)/\1,g; s,/etc/sdmd,$(SYSCONFDIR)/sdmd,g' $(1) >$(2) && chmod 644 $(2)

install: build ## install under PREFIX (/usr/local) and SYSCONFDIR (/etc), below DESTDIR
	install -d $(installed)/bin $(unit_dir) $(settings_dir) $(installed)/share/sdmd $(installed)/share/doc/sdmd
	install $(BUILD)/sdmd $(BUILD)/sdmctl $(installed)/bin
	$(call placed,systemd/sdmd.service,$(unit_dir)/sdmd.service)
	$(call placed,systemd/sdmd.yaml,$(installed)/share/doc/sdmd/sdmd.yaml)
	test -e $(settings_dir)/sdmd.yaml || cp $(installed)/share/doc/sdmd/sdmd.yaml $(settings_dir)
	cd config && find . -type f -exec install -D -m 644 {} $(installed)/share/sdmd/{} \;
	cd docs && find . -type f -exec install -D -m 644 {} $(installed)/share/doc/sdmd/{} \;
	install -m 644 CHANGELOG.md LICENSE $(installed)/share/doc/sdmd

uninstall: ## remove what install has put there; the settings stay
	rm -f $(installed)/bin/sdmd $(installed)/bin/sdmctl $(unit_dir)/sdmd.service
	rm -rf $(installed)/share/sdmd $(installed)/share/doc/sdmd

# --- targets that install what is missing ---------------------------------------------------------------------------------
again = +$(MAKE) --no-print-directory $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(JOBS))

demo: ## install what is missing, build, and play the example company
	@tools/deps build demo
	@$(again) build
	@BUILD=$(BUILD) tools/demo

test: ## install what is missing, build, and run all tests
	@tools/deps build test
	@$(again) build all-tests all-fuzz
	@BUILD=$(BUILD) tools/run-tests

check: ## test, then sanitizers, valgrind, fuzz corpora, linters
	@tools/deps build test check
	@$(again) test
	@BUILD=$(BUILD) JOBS=$(JOBS) tools/check

bench: ## measure throughput, latency, memory and restart side by side
	@tools/deps build demo
	@$(again) build all-bench
	@BUILD=$(BUILD) bench/run

install-deps: ## install the packages for everything above
	@tools/deps build demo test check

# --- compiling ------------------------------------------------------------------------------------------------------------
# Stamps, written only when their text changes: other flags compile again, a file that is gone leaves its library.
define stamp
$(1): FORCE
	@mkdir -p $$(@D)
	@echo '$(2)' | cmp -s - $$@ || echo '$(2)' >$$@
endef
.PHONY: FORCE
$(eval $(call stamp,$(BUILD)/flags,$(CC) $(CFLAGS_ALL) $(LIB_CFLAGS)))

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC      $<")
	$(Q)$(CC) $(CFLAGS_ALL) $(LIB_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/gen/base/catalog_table.c: $(catalogs) tools/po2c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  PO      $@")
	$(Q)tools/po2c $(catalogs) >$@.new && mv $@.new $@
$(BUILD)/obj/base/catalog_table.o: $(BUILD)/gen/base/catalog_table.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC      $<")
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(eval $(call stamp,$(BUILD)/starter.files,$(starter)))
$(BUILD)/gen/ctl/starter_table.c: $(starter) $(BUILD)/starter.files tools/files2c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  FILES   $@")
	$(Q)tools/files2c config/new $(starter) >$@.new && mv $@.new $@
$(BUILD)/obj/ctl/starter_table.o: $(BUILD)/gen/ctl/starter_table.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC      $<")
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

define folder_rules
$(call archive,$(1)): $(call objects,$(1)) $(BUILD)/$(1).objects
	$$(if $$(V),,@echo "  AR      $$@")
	@rm -f $$@
	$$(Q)ar rcs $$@ $$(filter %.o,$$^)
endef
$(foreach f,$(FOLDERS),$(eval $(call stamp,$(BUILD)/$(f).objects,$(call objects,$(f)))))
$(foreach f,$(FOLDERS),$(eval $(call folder_rules,$(f))))

$(BUILD)/sdmd: $(BUILD)/obj/daemon/main.o $(call archives,daemon $(below_daemon))
$(BUILD)/sdmctl: $(BUILD)/obj/ctl/main.o $(call archives,ctl $(below_ctl))
$(BUILD)/sdmd $(BUILD)/sdmctl:
	$(if $(V),,@echo "  LINK    $@")
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ -o $@ $(LIBS)

# --- unit tests: tests/unit/<folder>/test_*.c, one program each; other files there are linked into each of them -----------
fixtures_of_property := $(BUILD)/obj/tests/unit/daemon/folded.o
define test_rules
tests_$(1) := $(patsubst tests/unit/$(1)/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/$(1)/test_*.c))
fixtures_$(1) := $(fixtures_of_$(1)) $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(wildcard tests/unit/$(1)/test_*.c),$(wildcard tests/unit/$(1)/*.c)))
$$(tests_$(1)): $(BUILD)/tests/%: tests/unit/$(1)/%.c $$(fixtures_$(1)) \
		$(call archives,$(or $(test_archives_$(1)),$(1) $(or $(test_below_$(1)),$(below_$(1)))))
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  TEST    $$@")
	$$(Q)$$(CC) $$(CFLAGS_ALL) $$(LDFLAGS_ALL) $$(LIB_CFLAGS) -MMD -MP -MF $$@.d $$(filter %.c %.o %.a,$$^) -o $$@ $$(LIBS) -lcmocka
.PHONY: unit-$(1)
unit-$(1): $$(tests_$(1))
	@for t in $$(abspath $$^); do $$$$t || exit 1; done
endef
$(foreach f,$(TEST_FOLDERS),$(eval $(call test_rules,$(f))))
all-tests: $(foreach f,$(TEST_FOLDERS),$(tests_$(f)))

# --- fuzz targets: tests/fuzz/fuzz_<target>.c with a plain main, or with libFuzzer where FUZZER=1 (tools/fuzz sets it) ----
fuzz_programs := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_main := $(if $(FUZZER),-fsanitize=fuzzer,tests/fuzz/replay.c)
$(fuzz_programs): $(BUILD)/fuzz/%: tests/fuzz/%.c $(filter %.c,$(fuzz_main)) $(call archives,daemon $(below_daemon))
	@mkdir -p $(@D)
	$(if $(V),,@echo "  FUZZ    $@")
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -Wno-missing-prototypes $(LIB_CFLAGS) -MMD -MP -MF $@.d $< $(fuzz_main) \
		$(filter %.a,$^) -o $@ $(LIBS)
all-fuzz: $(fuzz_programs)

fuzz-smoke: ## replay the fuzz corpora (libFuzzer with sanitizers where clang is there)
	@tools/fuzz replay

fuzz: ## fuzz every parser for FUZZ_SECONDS (default 60) each
	@tools/fuzz run $(or $(FUZZ_SECONDS),60)

property: $(tests_property) ## invent companies and histories for SEEDS (default 1-20000) and hold the engine to what is worked out by hand
	@for t in $(abspath $(tests_property)); do SEEDS=$(or $(SEEDS),1-20000) $$t || exit 1; done

reload: build ## put a model in force every second under load for RELOAD_SECONDS (default 300)
	@RELOAD_SECONDS=$(or $(RELOAD_SECONDS),300) SDM_BUILD=$(BUILD) python3 tests/integration/test_reload.py

hostile: build ## judge HOSTILE_SCRIPTS (default 10000) hostile decisions in a running daemon
	@HOSTILE_SCRIPTS=$(or $(HOSTILE_SCRIPTS),10000) SDM_BUILD=$(BUILD) python3 tests/integration/test_hostile.py

include bench/bench.mk

# --- housekeeping ---------------------------------------------------------------------------------------------------------
format: ## clang-format all C files in place
	clang-format -i $(wildcard $(addsuffix /*.[ch],$(FOLDERS) bench tests/fuzz $(addprefix tests/unit/,$(TEST_FOLDERS))))

clean: ## remove build/
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
