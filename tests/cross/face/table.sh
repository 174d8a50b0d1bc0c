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
    printf '| `%s` (%s) | %s | %s | %s of %s | %s | %s |\n' "$platform" "$title" "$(compiler_version)" "$(emulator_version)" \
        "$passed" "$((passed + failed))" "$1" "$2" >"$build/cross/$platform.row"
}

# The table, when all platforms that have a line in it ran in this checkout.
print_table() {
    local name rows=() absent=()
    for name in $(cd "$here" && grep -lE '^title=' -- *.sh | sed 's/\.sh$//'); do
        if [[ -f $build/cross/$name.row ]]; then rows+=("$build/cross/$name.row"); else absent+=("$name"); fi
    done
    ((${#absent[@]} == 0)) || die "no row of ${absent[*]}: run tests/cross.sh with each of these first"
    printf '| %s | %s | %s | %s | %s | %s |\n' platform compiler emulator "tests passed" "ten-line program" "largest difference from x86's"
    printf '|---|---|---|---|---|---|\n'
    cat "${rows[@]}"
}

# Puts the table in place of the README's: from its first line to the next blank one.
write_readme() {
    local readme=$root/README.md table
    table=$(print_table) || exit
    TABLE=$table awk '/^\| platform \|/ { print ENVIRON["TABLE"]; found = inside = 1 } !NF { inside = 0 } !inside
        END { exit !found }' "$readme" >"$build/README.new" || die "README.md has no line '| platform |' any more"
    cat "$build/README.new" >"$readme"
    rm "$build/README.new"
}
