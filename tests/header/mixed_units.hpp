// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

/// Each of these is mixed_units.cpp, compiled with other flags and options (check.sh): embeds one picture with a model made in
/// memory, and refuses a damaged one. Empty: something failed.
std::vector<float> embed_plain();   ///< for the oldest processors
std::vector<float> embed_avx2();    ///< for AVX2, with NDEBUG
std::vector<float> embed_result();  ///< for the oldest processors, without exceptions and threads
std::vector<float> embed_finite();  ///< for AVX2 only, by a compiler that need not know of infinities
