// SPDX-License-Identifier: MIT
/// Included before everything else by platforms that test one instruction set, CROSS_ISA: the others are tested where they
/// are at home, and an emulator is slow. CROSS_EMULATED says that the processor's word does not count: its intrinsics are
/// emulated in software. Ways to multiply bytes: those that belong to CROSS_ISA.
#pragma once

#define isa_available isa_available_on_processor
#define best_isa best_isa_of_processor
#include "facenet/simd/isa.hpp"
#undef isa_available
#undef best_isa
#define dot_isa_available dot_isa_available_on_processor
#define best_dot_isa best_dot_isa_of_processor

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

#include "facenet/simd/dot_isa.hpp"
#undef dot_isa_available
#undef best_dot_isa

FACENET_NAMESPACE_BEGIN

inline bool dot_isa_available(DotIsa isa) {
    static_assert(Isa::CROSS_ISA == Isa::avx512, "only these have ways to multiply bytes here");
#if defined(CROSS_EMULATED)
    return isa == DotIsa::reference || (isa >= DotIsa::avx_vnni && isa <= DotIsa::avx512_vnni);
#else
    return isa == DotIsa::reference || (isa >= DotIsa::avx512 && isa <= DotIsa::avx512_vnni && dot_isa_available_on_processor(isa));
#endif
}

inline DotIsa best_dot_isa() {
    DotIsa best = DotIsa::reference;
    for (DotIsa isa : kAllDotIsas)
        if (dot_isa_available(isa)) best = isa;
    return best;
}

FACENET_NAMESPACE_END
