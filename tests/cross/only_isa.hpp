// SPDX-License-Identifier: MIT
/// Included before everything else by platforms that test one instruction set, CROSS_ISA: the others are tested where they
/// are at home, and an emulator is slow. CROSS_EMULATED says that the processor's word does not count: its intrinsics are
/// emulated in software.
#pragma once

#define isa_available isa_available_on_processor
#define best_isa best_isa_of_processor
#include "facenet/simd/isa.hpp"
#undef isa_available
#undef best_isa

FACENET_NAMESPACE_BEGIN

inline bool isa_available(Isa isa) {
#if defined(CROSS_EMULATED)
    return isa == Isa::reference || isa == Isa::CROSS_ISA;
#else
    return isa == Isa::reference || (isa == Isa::CROSS_ISA && isa_available_on_processor(isa));
#endif
}

inline Isa best_isa() { return isa_available(Isa::CROSS_ISA) ? Isa::CROSS_ISA : Isa::reference; }

FACENET_NAMESPACE_END

// The ways to multiply bytes that an emulator in software has: all that the program holds.
#if defined(CROSS_EMULATED)
#define dot_isa_available dot_isa_available_on_processor
#include "facenet/simd/dot_isa.hpp"
#undef dot_isa_available

FACENET_NAMESPACE_BEGIN
inline bool dot_isa_available(DotIsa isa) { return detail::holds_dot_isa(isa); }
FACENET_NAMESPACE_END
#endif
