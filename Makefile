# The face of the project: Meson does the work.
all: build/build.ninja
	@echo "building in build/"
	@ninja -C build >build/build.log || { cat build/build.log; exit 1; }

build/build.ninja:
	@tools/setup demo
	@meson setup build >/dev/null

# Send a mail to a server of our own over STARTTLS, and look on.
demo:
	@tools/setup demo
	@$(MAKE) --no-print-directory all
	@tools/demo build

# Every suite; ends with "N passed, N failed".
test:
	@tools/setup test
	@$(MAKE) --no-print-directory all
	@tools/check

# The fuzzers, each for FUZZ_SECONDS.
fuzz:
	@tools/setup test
	@tools/fuzz $${FUZZ_SECONDS:-60}

# Very many mails to a server that keeps breaking off; SOAK_SEED throws other dice.
soak: all
	@build/tests/soak/soak_test $${SOAK_MAILS:-1000000} $${SOAK_SEED:-1}

bench:
	@tools/setup demo
	@bench/run --build build-release

# The same, and docs/benchmarks.md with its pictures is written anew.
bench-page:
	@tools/setup demo
	@bench/run --build build-release --page

install: all
	@meson install -C build

clean:
	rm -rf build build-*

.PHONY: all demo test fuzz soak bench bench-page install clean
