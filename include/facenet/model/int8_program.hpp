// SPDX-License-Identifier: MIT
/// An int8 network ready to run: bytes from the first convolution to the last pooling. What has no kernel of bytes is done
/// in floats, between a step that makes floats of bytes and one that makes bytes of floats.
#pragma once

#include <cstring>
#include <utility>
#include <vector>

#include "../core/thread_team.hpp"
#include "../kernels/int8/blocking.hpp"
#include "../kernels/int8/table.hpp"
#include "int8_weights.hpp"
#include "operations.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// One call of a kernel. Slots of bytes count bytes of an image's byte maps, those of floats floats of its float maps.
struct Int8Step {
    enum class Kind : unsigned char { quantise, dequantise, conv, dense, max_pool, fill, floats };

    Kind kind = Kind::floats;
    bool to_floats = false;    // conv: the output is a float map
    Operation op;              // the operation that this is, or is part of
    Int8Layer layer;           // conv, dense
    MapScale in, out;
};

/// `Steps`: the list that holds its steps (core/span.hpp, or a vector).
template <class Steps>
class BasicInt8Program {
public:
    BasicInt8Program() = default;
    FACENET_COLD constexpr BasicInt8Program(const layers::RecordView& record, const Int8WeightsView& weights, const kernels::Kernels& kernels,
                                            const kernels::Int8Kernels& int8, Steps steps = {})
        : steps_(std::move(steps)), kernels_(&kernels), int8_(&int8) {
        Builder(*this, record, weights).build();
    }

    /// Floats of a workspace: maps of each image, then scratch memory of each thread.
    constexpr std::size_t workspace_size(int threads = 1, int images = 1) const {
        return (static_cast<std::size_t>(images) * image_bytes() + static_cast<std::size_t>(threads) * scratch_) / sizeof(float);
    }
    float* input(float* workspace, int image = 0) const { return floats(bytes_of(workspace), image) + input_.offset; }
    Dims input_dims() const { return input_.dims; }
    const float* output(const float* workspace, int image = 0) const {
        return reinterpret_cast<const float*>(reinterpret_cast<const std::uint8_t*>(workspace) + byte_maps_) + image * float_stride() + output_.offset;
    }
    Dims output_dims() const { return output_.dims; }

    void run(float* workspace, int images = 1) const {
        run_all(workspace, images, {}, [] {});
    }
    void run(float* workspace, ThreadTeam& team, int images = 1) const {
        team.run([&](int part) { run_all(workspace, images, {part, team.size()}, [&] { team.barrier().wait(); }); });
    }
    constexpr const Steps& steps() const { return steps_; }
    /// One step alone, for all images.
    void run(const Int8Step& step, float* workspace, int images = 1, kernels::Share share = {}) const {
        run(step, bytes_of(workspace), {0, images, images}, share);
    }
    /// Where the bytes of a slot lie, to look at them between steps.
    kernels::ConstByteMap map(const layers::Slot& slot, float* workspace) const { return bytes<const std::uint8_t>(slot, bytes_of(workspace)); }

private:
    using Kind = Int8Step::Kind;

    /// Turns operations into steps.
    struct Builder {
        BasicInt8Program& program;
        const layers::RecordView& record;
        const Int8WeightsView& weights;
        std::size_t byte_maps, float_maps_end = 0, byte_temporaries = 0, float_temporaries = 0;
        std::size_t bytes_used = 0, floats_used = 0;            // temporaries of the operation at hand

        FACENET_COLD constexpr Builder(BasicInt8Program& p, const layers::RecordView& r, const Int8WeightsView& w)
            : program(p), record(r), weights(w), byte_maps(round_up(r.maps, kAlignment)) {
            for (std::size_t i = 0; i < r.whole_maps.size(); ++i)
                if (w.maps[i].is_float) float_maps_end += aligned_floats(r.whole_maps[i].dims);
        }

        constexpr const Int8Map& map(const layers::Slot& slot) const { return weights.maps[static_cast<std::size_t>(slot.map)]; }
        constexpr bool floats(const layers::Slot& slot) const { return map(slot).is_float; }
        constexpr MapScale scale(const layers::Slot& slot) const { return map(slot).scale; }
        /// A float map's slot in the memory of float maps.
        constexpr layers::Slot placed(layers::Slot slot) const {
            slot.offset += map(slot).place - record.whole_maps[static_cast<std::size_t>(slot.map)].offset;
            return slot;
        }
        constexpr layers::Slot temporary_floats(const Dims& dims) {
            const std::size_t at = floats_used;
            floats_used += aligned_floats(dims);
            float_temporaries = floats_used > float_temporaries ? floats_used : float_temporaries;
            return layers::dense_slot(static_cast<std::ptrdiff_t>(float_maps_end + at), dims);
        }
        constexpr layers::Slot temporary_bytes(const Dims& dims) {
            const std::size_t at = bytes_used;
            bytes_used += round_up(dims.size(), kAlignment);
            byte_temporaries = bytes_used > byte_temporaries ? bytes_used : byte_temporaries;
            return layers::dense_slot(static_cast<std::ptrdiff_t>(byte_maps + at), dims);
        }
        constexpr Int8Step& add(Kind kind, const Operation& op) {
            Int8Step step;
            step.kind = kind;
            step.op = op;
            program.steps_.push_back(step);
            return program.steps_.back();
        }
        constexpr void convert(Kind kind, const Operation& op, const layers::Slot& in, const layers::Slot& out, MapScale scale) {
            Int8Step& step = add(kind, op);
            step.op.in = in;
            step.op.out = out;
            step.in = step.out = scale;
        }
        constexpr layers::Slot as_floats(const Operation& op, const layers::Slot& slot) {
            if (floats(slot)) return placed(slot);
            const layers::Slot to = temporary_floats(slot.dims);
            convert(Kind::dequantise, op, slot, to, scale(slot));
            return to;
        }
        constexpr layers::Slot as_bytes(const Operation& op, const layers::Slot& slot) {
            if (!floats(slot)) return slot;
            const layers::Slot to = temporary_bytes(slot.dims);
            convert(Kind::quantise, op, placed(slot), to, scale(slot));
            return to;
        }

        FACENET_COLD constexpr void conv(const Operation& op, const Int8Layer& layer) {
            const layers::Slot in = as_bytes(op, op.in);
            const layers::Slot residual = op.has_residual ? as_bytes(op, op.residual) : layers::Slot{};
            Int8Step& step = add(Kind::conv, op);
            step.layer = layer;
            step.in = scale(op.in);
            step.out = scale(op.out);
            step.to_floats = floats(op.out);
            step.op.in = in;
            step.op.residual = residual;
            if (step.to_floats) step.op.out = placed(op.out);
            need_scratch(kernels::int8_conv_scratch(op.window, op.in.dims, op.out.dims));
        }
        FACENET_COLD constexpr void in_floats(const Operation& op, const kernels::PackedWeights& packed) {
            const layers::Slot in = as_floats(op, op.in);
            const layers::Slot residual = op.has_residual ? as_floats(op, op.residual) : layers::Slot{};
            const layers::Slot out = floats(op.out) ? placed(op.out) : temporary_floats(op.out.dims);
            Int8Step& step = add(Kind::floats, op);
            step.op.in = in;
            step.op.residual = residual;
            step.op.out = out;
            step.op.weights = packed;
            if (op.kind == Operation::Kind::conv) need_scratch(sizeof(float) * kernels::conv_scratch(op.window, op.in.dims, op.out.dims));
            if (op.kind == Operation::Kind::lrn) need_scratch(sizeof(float) * kernels::lrn_scratch(op.in.dims.channels));
            if (!floats(op.out)) convert(Kind::quantise, op, out, op.out, scale(op.out));
        }
        constexpr void need_scratch(std::size_t bytes) {
            const std::size_t whole = round_up(bytes, kAlignment);
            program.scratch_ = whole > program.scratch_ ? whole : program.scratch_;
        }

        FACENET_COLD constexpr void build() {
            std::size_t next = 0;
            for (const Operation& op : record.operations) {
                bytes_used = floats_used = 0;
                const Int8Layer none, &layer = op.kind == Operation::Kind::conv ? weights.layers[next++] : none;
                const bool bytes = !floats(op.in) && !floats(op.out);
                const bool is_conv = op.kind == Operation::Kind::conv;
                if (is_conv && layer.way == LayerWay::bytes) {
                    conv(op, layer);
                } else if (is_conv && layer.way == LayerWay::dense) {
                    const layers::Slot in = as_floats(op, op.in);  // a whole map, without gaps (is_dense)
                    Int8Step& step = add(Kind::dense, op);
                    step.layer = layer;
                    step.op.in = in;
                    step.op.out = placed(op.out);
                } else if (bytes && op.kind == Operation::Kind::pool && op.pooling == kernels::Pooling::max) {
                    Int8Step& step = add(Kind::max_pool, op);
                    step.in = scale(op.in);
                    step.out = scale(op.out);
                } else if (bytes && op.kind == Operation::Kind::fill_zero) {
                    add(Kind::fill, op).out = scale(op.out);
                } else {
                    in_floats(op, layer.floats);
                }
                if (is_large(op.out.dims)) program.batch_from_ = program.steps_.size();
            }
            program.byte_maps_ = byte_maps + round_up(byte_temporaries, kAlignment);
            program.float_maps_ = float_maps_end + float_temporaries;
            program.input_ = placed(record.input);
            program.output_ = placed(record.output);
        }
    };

    static std::uint8_t* bytes_of(float* workspace) { return reinterpret_cast<std::uint8_t*>(workspace); }
    constexpr std::size_t image_bytes() const { return byte_maps_ + float_maps_ * sizeof(float); }
    std::ptrdiff_t float_stride() const { return static_cast<std::ptrdiff_t>(image_bytes() / sizeof(float)); }
    float* floats(std::uint8_t* workspace, int image) const {
        return reinterpret_cast<float*>(workspace + byte_maps_) + image * float_stride();
    }
    template <class T>
    BasicMap<T> bytes(const layers::Slot& s, std::uint8_t* maps) const {
        return {maps + s.offset, s.dims, s.pixel_stride, s.row_stride, static_cast<std::ptrdiff_t>(image_bytes())};
    }
    template <class T>
    BasicMap<T> floats(const layers::Slot& s, std::uint8_t* maps) const {
        return {floats(maps, 0) + s.offset, s.dims, s.pixel_stride, s.row_stride, float_stride()};
    }

    template <class AfterEach>
    void run_all(float* workspace, int images, kernels::Share share, AfterEach after_each) const {
        run_batch(steps_.size(), batch_from_, images,
                  [&](std::size_t i, const BatchPart& part) { run(steps_[i], bytes_of(workspace), part, share); }, after_each);
    }
    void run(const Int8Step& step, std::uint8_t* workspace, const BatchPart& part, kernels::Share share) const {
        std::uint8_t* maps = workspace + static_cast<std::size_t>(part.first) * image_bytes();
        std::uint8_t* scratch = workspace + static_cast<std::size_t>(part.all) * image_bytes() + static_cast<std::size_t>(share.part) * scratch_;
        const Operation& op = step.op;
        if (step.kind == Kind::conv) return run_conv(step, maps, scratch, share, part.count);
        if (step.kind == Kind::floats) {
            ConstMapView residual;
            if (op.has_residual) residual = floats<const float>(op.residual, maps);
            return run_operation(*kernels_, op, floats<const float>(op.in, maps), floats<float>(op.out, maps), residual,
                                 reinterpret_cast<float*>(scratch), share, part.count);
        }
        for (int i = 0; i < part.count; ++i) run_bytes(step, maps + static_cast<std::size_t>(i) * image_bytes(), share);
    }
    void run_conv(const Int8Step& step, std::uint8_t* maps, void* scratch, kernels::Share share, int images) const {
        const Operation& op = step.op;
        kernels::Int8ConvArgs a;
        a.in = bytes<const std::uint8_t>(op.in, maps);
        a.out.dims = op.out.dims;
        if (step.to_floats) a.float_out = floats<float>(op.out, maps);
        else a.out = bytes<std::uint8_t>(op.out, maps);
        if (op.has_residual) a.residual = bytes<const std::uint8_t>(op.residual, maps);
        a.window = op.window;
        a.weights = step.layer.bytes;
        a.activation = op.activation;
        a.in_zero = step.in.zero;
        a.out_zero = step.to_floats ? 0 : step.out.zero;
        a.residual_scale = step.layer.residual_scale;
        a.residual_offset = step.layer.residual_offset;
        a.scratch = scratch;
        a.share = share;
        a.images = images;
        int8_->conv(a);
    }
    /// What works image by image.
    void run_bytes(const Int8Step& step, std::uint8_t* maps, kernels::Share share) const {
        const Operation& op = step.op;
        switch (step.kind) {
        case Kind::quantise:
            int8_->quantise({floats<const float>(op.in, maps), bytes<std::uint8_t>(op.out, maps), 1 / step.out.scale, step.out.zero, share});
            return;
        case Kind::dequantise:
            int8_->dequantise({bytes<const std::uint8_t>(op.in, maps), floats<float>(op.out, maps), step.in.scale, step.in.zero, share});
            return;
        case Kind::dense:
            int8_->dense({floats<const float>(op.in, maps).data, floats<float>(op.out, maps).data, static_cast<int>(op.in.dims.size()),
                          op.out.dims.channels, step.layer.bytes.panels, step.layer.bytes.scale, step.layer.dense_bias, share});
            return;
        case Kind::max_pool:
            int8_->max_pool({bytes<const std::uint8_t>(op.in, maps), bytes<std::uint8_t>(op.out, maps), op.window, step.in.zero,
                             step.out.zero, step.in.scale / step.out.scale, share});
            return;
        case Kind::fill: {
            const kernels::ByteMap out = bytes<std::uint8_t>(op.out, maps);
            const kernels::Share::Range rows = share.of(out.dims.height);
            for (int y = rows.begin; y < rows.end; ++y)
                for (int x = 0; x < out.dims.width; ++x)
                    std::memset(out.at(y, x), step.out.zero, static_cast<std::size_t>(out.dims.channels));
            return;
        }
        case Kind::conv:
        case Kind::floats: return;
        }
    }

    Steps steps_;
    layers::Slot input_, output_;
    std::size_t byte_maps_ = 0, float_maps_ = 0;  // of an image: bytes, floats
    std::size_t scratch_ = 0;                     // bytes of a thread
    std::size_t batch_from_ = 0;                  // first of the steps from which on all maps are small
    const kernels::Kernels* kernels_ = nullptr;
    const kernels::Int8Kernels* int8_ = nullptr;
};
using Int8Program = BasicInt8Program<std::vector<Int8Step>>;

}  // namespace model
FACENET_NAMESPACE_END
