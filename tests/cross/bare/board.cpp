// SPDX-License-Identifier: MIT
// A Cortex-M7 from its reset on: memory, floating point, run(); lines are printed and the program is ended by semihosting (Arm's
// specification 'Semihosting for AArch32 and AArch64'), by way of whoever runs the board.
#include <cstddef>
#include <cstdint>

#include "program.hpp"

extern "C" {
extern std::uint32_t data_begin[], data_end[], bss_begin[], bss_end[], stack_begin[], stack_end[];
extern const std::uint32_t data_source[];
}

namespace {

constexpr std::uint32_t kWrite0 = 0x04, kExitExtended = 0x20, kApplicationExit = 0x20026;

void semihosting(std::uint32_t operation, const void* argument) {
    register std::uint32_t r0 __asm__("r0") = operation;
    register const void* r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

[[noreturn]] void end(std::uint32_t code) {
    const std::uint32_t reason[2] = {kApplicationExit, code};
    semihosting(kExitExtended, reason);
    for (;;) {
    }
}

// How much of the stack was used: it is painted before.
constexpr std::uint32_t kPaint = 0x5ac3f00d;

void paint_stack() {
    constexpr std::size_t kOwnFrames = 64;
    const auto* top = static_cast<const std::uint32_t*>(__builtin_frame_address(0)) - kOwnFrames;
    for (std::uint32_t* to = stack_begin; to < top; ++to) *to = kPaint;
}
void print_stack_use() {
    const std::uint32_t* used = stack_begin;
    while (used != stack_end && *used == kPaint) ++used;
    std::size_t bytes = sizeof *used * static_cast<std::size_t>(stack_end - used);
    char line[] = "stack 0000000";
    for (std::size_t at = sizeof line - 2; bytes != 0; bytes /= 10) line[at--] = static_cast<char>('0' + bytes % 10);
    print(line);
}

}  // namespace

void print(const char* line) {
    semihosting(kWrite0, line);
    semihosting(kWrite0, "\n");
}

extern "C" {

[[noreturn]] void abort() {
    print("abort");
    end(2);
}
[[noreturn]] void fault() {
    print("fault");
    end(3);
}

[[noreturn]] void reset() {
    *reinterpret_cast<volatile std::uint32_t*>(0xe000ed88) |= 0xfu << 20;  // CPACR: floating point
    __asm__ volatile("dsb\n isb" ::: "memory");
    const std::uint32_t* from = data_source;
    for (std::uint32_t* to = data_begin; to != data_end; ++to) *to = *from++;
    for (std::uint32_t* to = bss_begin; to != bss_end; ++to) *to = 0;
    paint_stack();
    const int code = run();
    print_stack_use();
    end(static_cast<std::uint32_t>(code));
}

__attribute__((section(".vectors"), used)) const void* const vectors[16] = {
    stack_end, reinterpret_cast<const void*>(reset), reinterpret_cast<const void*>(fault), reinterpret_cast<const void*>(fault),
    reinterpret_cast<const void*>(fault), reinterpret_cast<const void*>(fault), reinterpret_cast<const void*>(fault)};
}
