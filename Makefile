# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make demo     build and compare the Kafka presets on a workload
#   make check    build and run all tests
#   make help     every target
#
# VARIANT=release|debug|san builds into build/VARIANT. V=1 shows commands. NO_DEPS=1 never installs packages.

.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

VARIANT ?= release
CC ?= cc
ifeq ($(origin CC),default)
CC := cc
endif
PREFIX ?= /usr/local
DESTDIR ?=
EXTRA_ARCH ?=
Q := $(if $(V),,@)

VERSION := 0.1.0
PACKAGES := libyaml cjson libgsl libcsv
BUILD := build/$(VARIANT)

warnings := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wundef -Wmissing-prototypes -Wstrict-prototypes \
            -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wno-sign-conversion
flags_release := -O2 -g
flags_debug := -O0 -g3
flags_san := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
ifeq ($(flags_$(VARIANT)),)
$(error VARIANT=$(VARIANT) is unknown: release, debug or san)
endif

CPPFLAGS += -Isrc -D_GNU_SOURCE -DWARPCOST_VERSION='"$(VERSION)"'
CFLAGS += -std=c11 -ffp-contract=off $(warnings) $(flags_$(VARIANT))
LDFLAGS += $(filter -fsanitize%,$(flags_$(VARIANT)))
LDLIBS = -lyaml -lcjson -lcsv -lcrypto -lpthread -lm

sources := $(filter-out src/main.c,$(wildcard src/*/*.c)) $(EXTRA_ARCH)
ifneq ($(EXTRA_ARCH),)
CPPFLAGS += -DEXTRA_ARCH=$(basename $(notdir $(EXTRA_ARCH)))
endif
objects := $(sources:%.c=$(BUILD)/%.o) $(BUILD)/embedded.o
embedded := $(sort $(wildcard pricing/*.csv pricing/*/*.csv))
library := $(BUILD)/libwarpcost.a
program := $(BUILD)/warpcost
unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

all: $(program)

# Flags, compiler and the list of embedded files: when one changes, everything that it went into is built again.
stamp := $(BUILD)/flags
stamp_text := $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(LDLIBS) $(embedded) $(sources)
ifneq ($(file <$(stamp)),$(stamp_text))
$(shell mkdir -p $(BUILD))
$(file >$(stamp),$(stamp_text))
endif

$(program): $(BUILD)/src/main.o $(library)
	@echo "  LD  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(library): $(objects)
	@echo "  AR  $@"
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/%.o: %.c $(stamp)
	@mkdir -p $(@D)
	@echo "  CC  $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embedded.S: $(embedded) $(stamp)
	@mkdir -p $(@D)
	$(Q)sh src/pricing/embed.sh $(embedded) >$@

$(BUILD)/embedded.o: $(BUILD)/embedded.S $(embedded)
	$(Q)$(CC) -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(library) -lcmocka $(LDLIBS)

check-unit: $(unit_tests)
	$(Q)for test in $(unit_tests); do $$test || exit 1; done

clean:
	$(Q)rm -rf build

.PHONY: all check-unit clean
-include $(objects:.o=.d) $(BUILD)/src/main.d $(wildcard $(BUILD)/tests/*.d)
