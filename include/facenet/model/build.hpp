// SPDX-License-Identifier: MIT
/// From a blob to a model of one network: in single precision here, of other precisions where their headers specialise it.
#pragma once

#include <memory>

#include "../data/recipe.hpp"
#include "../kernels/select.hpp"
#include "model.hpp"
#include "program.hpp"
#include "weights.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// How a network type of an Embedder becomes a model; `keep_bytes`: the blob's bytes may be used in place.
template <class Net>
struct Build {
    static constexpr Precision precision = Precision::fp32;

    FACENET_COLD static Result<std::unique_ptr<const Model>> build(const blob::Blob& blob, Isa isa, bool keep_bytes) {
        const layers::Record record = layers::record<Net>();
        if (Result<void> r = check_superfluous(blob, {record.convolutions}); !r) return r.error();
        const kernels::Kernels& table = kernels::table(isa);
        Result<Weights> weights = load_weights(blob, record.convolutions, table.panel, {}, keep_bytes);
        if (!weights) return weights.error();
        Program program(record, weights->packed, table);
        return std::unique_ptr<const Model>(new ModelOf<Weights, Program>(std::move(*weights), std::move(program)));
    }
};

}  // namespace model
FACENET_NAMESPACE_END
