// SPDX-License-Identifier: MIT
/// A network's plan, written down: its operations, and the names and shapes of its tensors in the order of their use.
#pragma once

#include <utility>
#include <vector>

#include "../core/sides.hpp"
#include "plan.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// A convolution or dense layer and its tensors <path>/weights, <path>/bias, <path>/slope.
struct ConvRecord {
    PathText path;
    ConvSpec spec;
    Dims in, out;

    constexpr int depth() const { return kernels::conv_depth(spec.window, in.channels); }
    constexpr bool has_slope() const { return spec.activation == kernels::Activation::prelu; }
    /// Sides of the weights: [kh][kw][in][out], dense [inputs][outputs].
    Sides weight_sides() const {
        const auto u = [](int side) { return static_cast<std::uint32_t>(side); };
        if (spec.dense) return {u(depth()), u(out.channels)};
        return {u(spec.window.height), u(spec.window.width), u(in.channels), u(out.channels)};
    }
};

/// One call of a kernel, with places in the workspace instead of pointers.
struct Operation {
    enum class Kind : unsigned char { conv, pool, lrn, maxout, softmax, l2_normalise, fill_zero };

    Kind kind = Kind::conv;
    kernels::Pooling pooling = kernels::Pooling::max;
    kernels::Activation activation = kernels::Activation::linear;
    bool has_residual = false;
    Slot in, out, residual;
    kernels::Window window;
    kernels::PackedWeights weights;  // where a model has put them; not part of the plan
    int lrn_size = 0;
    float lrn_alpha = 0, lrn_beta = 0, lrn_k = 0;
};

/// What a record has beside its lists.
struct RecordEnds {
    Slot input, output;
    std::size_t maps = 0, scratch = 0;  // floats of the workspace
};

/// All of a network for one size of input.
struct Record : RecordEnds {
    std::vector<Operation> operations;
    std::vector<ConvRecord> convolutions;  // in the order of their operations
    std::vector<Slot> whole_maps;          // Slot::map counts them
};

/// The same of a network with its own input, made when the program is compiled: it takes no memory but the program's own.
template <class Net>
struct FixedRecord : RecordEnds {
    FixedList<Operation, Net::costs.operations> operations;
    FixedList<ConvRecord, Net::costs.convolutions> convolutions;
    FixedList<Slot, Net::costs.whole_maps> whole_maps;
};

/// Either of them, to look at.
struct RecordView : RecordEnds {
    template <class AnyRecord>
    constexpr RecordView(const AnyRecord& r) : RecordEnds(r), operations(r.operations), convolutions(r.convolutions), whole_maps(r.whole_maps) {}

    Span<const Operation> operations;
    Span<const ConvRecord> convolutions;
    Span<const Slot> whole_maps;
};

/// The planner that writes the record. Its functions are called from every layer of every network: none is inlined.
template <class AnyRecord>
class Recorder : public Planner {
public:
    template <class Name>
    FACENET_COLD constexpr void enter(Name name) {
        path_.enter(name);
    }
    FACENET_COLD constexpr void leave() { path_.leave(); }
    FACENET_COLD constexpr Slot push(End end, Dims dims) {
        Slot slot = Planner::push(end, dims);
        slot.map = static_cast<int>(record_.whole_maps.size());
        record_.whole_maps.push_back(slot);
        return slot;
    }
    FACENET_COLD constexpr void conv(const ConvSpec& spec, const Slot& in, const Slot& out, const Slot* residual = nullptr) {
        Planner::conv(spec, in, out, residual);
        Operation& op = add(Operation::Kind::conv, in, out);
        op.window = spec.window;
        op.activation = spec.activation;
        op.has_residual = residual != nullptr;
        if (residual != nullptr) op.residual = *residual;
        record_.convolutions.push_back({path_.text(), spec, in.dims, out.dims});
    }
    FACENET_COLD constexpr void pool(kernels::Pooling kind, const kernels::Window& window, const Slot& in, const Slot& out) {
        Operation& op = add(Operation::Kind::pool, in, out);
        op.pooling = kind;
        op.window = window;
    }
    FACENET_COLD constexpr void lrn(int size, double alpha, double beta, double k, const Slot& in, const Slot& out) {
        Planner::lrn(size, alpha, beta, k, in, out);
        Operation& op = add(Operation::Kind::lrn, in, out);
        op.lrn_size = size;
        op.lrn_alpha = static_cast<float>(alpha);
        op.lrn_beta = static_cast<float>(beta);
        op.lrn_k = static_cast<float>(k);
    }
    FACENET_COLD constexpr void maxout(const Slot& in, const Slot& out) { add(Operation::Kind::maxout, in, out); }
    FACENET_COLD constexpr void softmax(const Slot& in, const Slot& out) { add(Operation::Kind::softmax, in, out); }
    FACENET_COLD constexpr void l2_normalise(const Slot& in, const Slot& out) { add(Operation::Kind::l2_normalise, in, out); }
    FACENET_COLD constexpr void fill_zero(const Slot& out) { add(Operation::Kind::fill_zero, out, out); }

    FACENET_COLD constexpr AnyRecord finish(Slot input, Slot output) {
        // Only now is it known where the workspace's high end lies.
        const auto place = [this](Slot& slot) { slot.offset += slot.offset < 0 ? static_cast<std::ptrdiff_t>(maps()) : 0; };
        for (Operation& op : record_.operations) {
            place(op.in);
            place(op.out);
            place(op.residual);
        }
        for (Slot& map : record_.whole_maps) place(map);
        place(input);
        place(output);
        record_.input = input;
        record_.output = output;
        record_.maps = maps();
        record_.scratch = scratch();
        return std::move(record_);
    }

private:
    FACENET_COLD constexpr Operation& add(Operation::Kind kind, const Slot& in, const Slot& out) {
        Operation op;
        op.kind = kind;
        op.in = in;
        op.out = out;
        record_.operations.push_back(op);
        return record_.operations.back();
    }
    Path path_;
    AnyRecord record_;
};

/// The record of a network type (nets/network.hpp) for an input of `dims` (its own, unless it is fully convolutional);
/// `prefix` names it inside a blob of several networks.
template <class Net>
FACENET_COLD Record record(Dims dims = Net::Input::dims, const char* prefix = nullptr) {
    Recorder<Record> p;
    if (prefix != nullptr) p.enter(prefix);
    Slot input, output;
    plan_network<typename Net::Layers>(p, dims, input, output);
    return p.finish(input, output);
}

namespace detail {
template <class Net>
constexpr FixedRecord<Net> fixed_record() {
    Recorder<FixedRecord<Net>> p;
    Slot input, output;
    plan_network<typename Net::Layers>(p, Net::Input::dims, input, output);
    return p.finish(input, output);
}
}  // namespace detail

template <class Net>
inline constexpr FixedRecord<Net> kFixedRecord = detail::fixed_record<Net>();

}  // namespace layers
FACENET_NAMESPACE_END
