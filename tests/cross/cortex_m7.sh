# SPDX-License-Identifier: MIT
# A microcontroller: Arm's MPS2 board with a Cortex-M7 (AN500) in QEMU. No operating system and no heap; nn4.small2 in int8 and a
# crop are part of the image (tests/cross/bare), which must print the numbers of x86's scalar kernels bit for bit, and nearly those of
# its vectors, whose sums have another order.
# shellcheck shell=bash disable=SC2034,SC2154

packages=(g++:c++ gcc-arm-none-eabi:arm-none-eabi-gcc libstdc++-arm-none-eabi-newlib qemu-system-arm:qemu-system-arm)
title="bare metal, no heap"
compiler=arm-none-eabi-g++
emulator=(qemu-system-arm -machine mps2-an500 -display none -serial none -monitor none -semihosting-config "enable=on,target=native" -kernel)
run_instead=run_image
difference=

bare=$here/bare
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Wno-psabi)
small=(-std=c++17 -O2 -fno-exceptions -fno-rtti -DFACENET_NO_HEAP -DFACENET_NATIVE_ONLY "${warnings[@]}" "-I$library" "-Wa,-I$folder")
# Products and sums are rounded each, as on an x86 without FMA.
image_flags=(-mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16 -ffp-contract=off -ffunction-sections -fdata-sections
    -nostartfiles -T "$bare/an500.ld" "-Wl,--gc-sections")

# The blob, quantised of seeded weights, and the crop, into the platform's folder.
make_data() {
    local tool=$build/bin/weights_tool
    [[ -x $tool ]] || { warn "$tool is not there: tests/run.sh builds it" && return 1; }
    c++ -std=c++17 -O1 "${warnings[@]}" "-I$library" "-I$root" "-I$root/tests" "-isystem$folder/headers" "-isystem$folder/headers/stb" \
        "$bare/seeded.cpp" "$root/examples/facenet/photos/image_io.cpp" -o "$folder/seeded" && "$folder/seeded" "$folder" &&
        "$tool" quantize "$folder/fp32.blob" --calibrate "$folder/crops" --aligned -o "$folder/int8.blob" >"$folder/quantize.log"
}
# Programs of the same source: for the board, and for this machine.
build_image() { "$compiler" "${small[@]}" "${image_flags[@]}" "$bare"/{embed.cpp,board.cpp,data.S} -o "$folder/image.elf" -lm; }
build_hosts() {
    c++ "${small[@]}" -DFACENET_SCALAR "$bare"/{embed.cpp,host.cpp,data.S} -o "$folder/scalar" &&
        c++ "${small[@]}" "-isystem$folder/headers" "$bare"/{embed.cpp,host.cpp,data.S} -o "$folder/vectors"
}

no_heap() {
    ! arm-none-eabi-nm -C "$folder/image.elf" | grep -E ' (_?malloc|_?free|_?sbrk|operator (new|delete).*|.*(printf|locale|basic_string<|__cxa_).*)$'
}
run_board() {
    run_program "$folder/image.elf" >"$folder/image.log" 2>&1 || { cat "$folder/image.log" >&2 && return 1; }
    grep -xE '[0-9a-f]{8}' "$folder/image.log" >"$folder/image.txt" && [[ $(wc -l <"$folder/image.txt") == 128 ]]
}
same_numbers() { "$folder/scalar" >"$folder/scalar.txt" && cmp "$folder/image.txt" "$folder/scalar.txt"; }
near_numbers() {
    difference=$("$folder/vectors" "$folder/image.txt") && awk -v found="$difference" 'BEGIN { exit !(found <= 1e-6) }'
}
# Bytes of the image without the data that is part of it, of its memory, and of its stack.
print_sizes() {
    local data stack
    stack=$(sed -n 's/^stack 0*//p' "$folder/image.log")
    data=$(cat "$folder/int8.blob" "$folder/crop.rgb" | wc -c)
    arm-none-eabi-size "$folder/image.elf" | awk -v data="$data" -v stack="$stack" \
        'NR == 2 { printf "%.0f KB of code, %.0f KB of memory, %.0f KB of stack\n", ($1 + $2 - data) / 1000, ($2 + $3) / 1000, stack / 1000 }'
}

run_image() {
    make_data || die "There is no blob to embed with."
    check "the image is built" build_image
    check "it holds no heap, no stdio and no exceptions" no_heap
    build_hosts || die "The programs for this machine could not be built."
    check "it embeds a crop" run_board
    check "as x86 without vectors, bit for bit" same_numbers
    check "and nearly as with them" near_numbers
    write_row "$(print_sizes)" "int8 $difference, without vectors none"
}
