// SPDX-License-Identifier: MIT
/// From a blob to a program in memory that is somebody else's, for the kernels of the build's own instruction set. What it
/// needs is known before anything is written, for some blobs when the program is compiled.
#pragma once

#include <algorithm>

#include "../kernels/select.hpp"
#include "int8_build.hpp"
#include "program.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// How a network type of a FixedEmbedder becomes a program: in single precision here, of bytes below.
template <class Net>
class FixedBuild {
    static constexpr const layers::FixedRecord<Net>& kRecord = layers::kFixedRecord<Net>;
    static constexpr std::size_t kConvolutions = Net::costs.convolutions, kOperations = Net::costs.operations;

public:
    using Program = BasicProgram<PlacedList<Operation>>;
    static constexpr const kernels::Kernels& kernels = kernels::native::kTable;

    /// What a blob needs.
    struct Needs {
        std::size_t weights = 0;    // bytes
        std::size_t workspace = 0;  // floats
    };
    /// Of a blob whose weights have to be packed; others need less.
    static constexpr Needs most_needs() {
        constexpr std::size_t run = kRecord.maps + kRecord.scratch, packing = most_packing_floats(layers::RecordView(kRecord).convolutions);
        return {detail::packed_size(layers::RecordView(kRecord).convolutions, kernels.panel) * sizeof(float), run > packing ? run : packing};
    }
    FACENET_COLD static Result<Needs> needs(const blob::Blob& blob) {
        const layers::RecordView record(kRecord);
        const int packed = blob.recipe().packed_panel;
        if (packed != 0 && packed != kernels.panel)
            return mismatch({"blob, packed weights"}, {"panels of ", kernels.panel, " columns, or a blob that is not packed"}, {"panels of ", packed});
        if (Result<void> r = check_superfluous(blob, {record.convolutions}); !r) return r.error();
        const Result<std::optional<blob::TensorView>> block = packed_block(blob, record.convolutions, kernels.panel);
        if (!block) return block.error();
        Needs n = most_needs();
        if (lies_as_needed(*block)) n.weights = 0;
        return n;
    }

    /// The pieces of memory, or their sizes.
    struct Parts {
        Operation* operations;
        kernels::PackedWeights* packed;
        std::uint8_t* weights;
        float* workspace;

        constexpr Parts(const Needs& n, Pieces& pieces)
            : operations(pieces.take<Operation>(kOperations)), packed(pieces.take<kernels::PackedWeights>(kConvolutions)),
              weights(pieces.take<std::uint8_t>(n.weights)), workspace(pieces.take<float>(n.workspace)) {}
    };
    /// Of a blob whose needs are known; `parts` are zero.
    FACENET_COLD static Result<Program> build(const blob::Blob& blob, const Needs& n, const Parts& parts) {
        const layers::RecordView record(kRecord);
        const std::optional<blob::TensorView> block = *packed_block(blob, record.convolutions, kernels.panel);
        const bool in_place = n.weights == 0;
        if (block && !in_place) block->read(0, block->size(), reinterpret_cast<float*>(parts.weights));
        Pieces pieces(in_place ? const_cast<std::uint8_t*>(block->bytes.data) : parts.weights);  // written only if it is ours
        pack_layers(blob, record.convolutions, kernels.panel, block.has_value(), pieces, parts.workspace, parts.packed);
        return Program(record, {parts.packed, kConvolutions}, kernels, PlacedList<Operation>(parts.operations));
    }
};

/// The blob's bytes stay where they are, and are read there.
template <class Net>
class FixedBuild<Int8<Net>> {
    static constexpr const layers::FixedRecord<Net>& kRecord = layers::kFixedRecord<Net>;
    static constexpr std::size_t kConvolutions = Net::costs.convolutions, kMaps = Net::costs.whole_maps;
    static constexpr const kernels::Kernels& kFloats = kernels::native::kTable;
    static constexpr const kernels::Int8Kernels& kBytes = kernels::int8_table(kBuildDotIsa);
    static constexpr Int8Needs kWanted{kFloats.panel, kBytes.filtering, true};

public:
    using Program = BasicInt8Program<PlacedList<Int8Step>>;

    struct Needs {
        std::size_t steps = 0;
        std::size_t weights = 0;    // bytes: what lies beside the blob's
        std::size_t workspace = 0;  // floats
    };
    /// Of a blob of bytes but for its last layer, which may be either.
    static constexpr Needs most_needs() {
        const Needs bytes = needs_of([](std::size_t i) { return i + 1 == kConvolutions ? LayerWay::dense : LayerWay::bytes; });
        const Needs floats = needs_of([](std::size_t i) { return i + 1 == kConvolutions ? LayerWay::floats : LayerWay::bytes; });
        return {most(bytes.steps, floats.steps), most(bytes.weights, floats.weights), most(bytes.workspace, floats.workspace)};
    }
    FACENET_COLD static Result<Needs> needs(const blob::Blob& blob) {
        const layers::RecordView record(kRecord);
        if (Result<void> r = check_int8_tensors(blob, record); !r) return r.error();
        return needs_of([&](std::size_t i) { return way_of(blob, record, i); });
    }

    struct Parts {
        Int8Map* maps;
        Int8Layer* layers;
        Int8Step* steps;
        std::uint8_t* weights;
        float* workspace;

        constexpr Parts(const Needs& n, Pieces& pieces)
            : maps(pieces.take<Int8Map>(kMaps)), layers(pieces.take<Int8Layer>(kConvolutions)), steps(pieces.take<Int8Step>(n.steps)),
              weights(pieces.take<std::uint8_t>(n.weights)), workspace(pieces.take<float>(n.workspace)) {}
    };
    FACENET_COLD static Result<Program> build(const blob::Blob& blob, const Needs&, const Parts& parts) {
        const layers::RecordView record(kRecord);
        if (Result<void> r = detail::read_maps(blob, record, parts.maps); !r) return r.error();
        Pieces pieces(parts.weights);
        if (Result<void> r = prepare_int8(blob, record, kWanted, kBytes, parts.maps, pieces, parts.workspace, parts.layers); !r) return r.error();
        return Program(record, {{parts.layers, kConvolutions}, {parts.maps, kMaps}}, kFloats, kBytes, PlacedList<Int8Step>(parts.steps));
    }

private:
    static constexpr std::size_t most(std::size_t a, std::size_t b) { return a > b ? a : b; }
    /// way(i): how the i-th convolution is computed.
    template <class Way>
    static constexpr Needs needs_of(Way way) {
        Int8Map maps[kMaps] = {};
        Int8Layer layers[kConvolutions] = {};
        place_float_maps(kRecord, maps);
        Pieces weights;
        std::size_t on_the_way = 0;
        for (std::size_t i = 0; i < kConvolutions; ++i) {
            layers[i].way = way(i);
            kWanted.take(layers[i].way, kRecord.convolutions[i], weights);
            on_the_way = most(on_the_way, kWanted.preparing_floats(layers[i].way, kRecord.convolutions[i]));
        }
        const Program counted(kRecord, {layers, maps}, kFloats, kBytes, PlacedList<Int8Step>());
        return {counted.steps().size(), weights.size(), most(counted.workspace_size(), on_the_way)};
    }
};

/// Bytes that an embedder of `needs` has in all: with the chip, which lies behind the parts.
template <class Net>
constexpr std::size_t fixed_bytes(const typename FixedBuild<Net>::Needs& needs) {
    Pieces pieces;
    typename FixedBuild<Net>::Parts(needs, pieces);
    pieces.take<std::uint8_t>(Net::Input::dims.size());
    return pieces.size();
}

}  // namespace model
FACENET_NAMESPACE_END
