// SPDX-License-Identifier: MIT
/// From an int8 blob to a model of one network.
#pragma once

#include "../kernels/int8/select.hpp"
#include "build.hpp"
#include "int8_program.hpp"

FACENET_NAMESPACE_BEGIN

/// A network (nets/*.hpp) computed with bytes.
template <class Net>
struct Int8 : Net {};

namespace model {

/// The way to multiply bytes that belongs to an instruction set: the fastest where that is the processor's.
inline DotIsa dot_isa_for(Isa isa) {
    if (isa == best_isa()) return best_dot_isa();
    DotIsa best = isa == Isa::reference ? DotIsa::reference : kBuildDotIsa;
    for (DotIsa dot : {DotIsa::avx2, DotIsa::avx_vnni, DotIsa::avx512, DotIsa::avx512_vnni})
        if (dot_isa_available(dot) && isa >= (dot >= DotIsa::avx512 ? Isa::avx512 : Isa::avx2)) best = dot;
    return best;
}

template <class Net>
struct Build<Int8<Net>> {
    static constexpr Precision precision = Precision::int8;

    FACENET_COLD static Result<std::unique_ptr<const Model>> build(const blob::Blob& blob, Isa isa, bool keep_bytes) {
        const layers::Record record = layers::record<Net>();
        const kernels::Kernels& table = kernels::table(isa);
        const kernels::Int8Kernels& int8 = kernels::int8_table(dot_isa_for(isa));
        Result<Int8WeightSet> weights = load_int8_weights(blob, record, table.panel, int8, keep_bytes);
        if (!weights) return weights.error();
        Int8Program program(record, *weights, table, int8);
        return std::unique_ptr<const Model>(new ModelOf<Int8WeightSet, Int8Program>(std::move(*weights), std::move(program)));
    }
};

}  // namespace model
FACENET_NAMESPACE_END
