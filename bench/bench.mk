# The bench's programs: $(BUILD)/bench/<name>. Included by the Makefile; bench/run runs them.
bench_programs := $(addprefix $(BUILD)/bench/,generate invent fold_cost readers latency await runs_cost)
$(bench_programs): $(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(BUILD)/obj/bench/history.o $(BUILD)/obj/bench/plug.o \
		$(foreach l,daemon model lua rules base,$(BUILD)/lib$(l).a)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  BENCH   $@")
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ -o $@ $(LIBS)
.PHONY: all-bench
all-bench: $(bench_programs)
