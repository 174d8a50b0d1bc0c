// SPDX-License-Identifier: MIT
/// What a fuzz target defines, and what targets share. A target is one file of this folder; main.cpp makes it a
/// program.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "facenet/core/memory.hpp"

namespace fuzz {

using Bytes = std::vector<std::uint8_t>;
using facenet::ByteView;

/// Defined by each target: reads `input` as a program would; false where the reader refuses it. A finding is whatever
/// the sanitizers stop, an exception that leaves it, a broken promise, and what takes too long or too much memory.
bool run(ByteView input);

/// Defined by each target: inputs that its reader takes, from which the fuzzer starts, and none is longer than the
/// longest of which.
std::vector<Bytes> seeds();

/// Stops at an input for which something does not hold that the reader promises.
inline void promise(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

/// Keeps the compiler from leaving out what nobody looks at.
template <class T>
void look_at(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace fuzz
