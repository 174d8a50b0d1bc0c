# SPDX-License-Identifier: MIT
# The platform table: a line in build/cross/PLATFORM.row for each platform that ran. Sourced by tests/cross.sh.
# shellcheck shell=bash disable=SC2154

# First line of what a program says about its version, without its packager's.
version_of() { "$@" --version 2>/dev/null | tr -d '\r' | head -n 1 | sed -E 's/ *\([^)]*\)//g; s/ version / /; s/^wine-/wine /'; }
compiler_version() { version_of "$compiler"; }
emulator_version() { ((${#emulator[@]} == 0)) || version_of "${emulator[0]}" | sed -E "s/^v([0-9])/${emulator[0]} \1/"; }

# Bytes of the stripped ten-line program.
size_of_ten_lines() { wc -c <"$(built ten_lines)" | awk '{ printf "%d KB\n", $1 / 1000 + 0.5 }'; }

# write_row SIZE EQUAL: the line of this platform, from what was counted so far.
write_row() {
    printf '| %s | %s | %s | %s of %s | %s | %s |\n' "$title" "$(compiler_version)" "$(emulator_version)" "$passed" \
        "$((passed + failed))" "$1" "$2" >"$build/cross/$platform.row"
}

print_table() {
    printf '| %s | %s | %s | %s | %s | %s |\n' platform compiler emulator "tests passed" "ten-line program" "largest difference from x86's"
    printf '|---|---|---|---|---|---|\n'
    cat "$build"/cross/*.row
}
