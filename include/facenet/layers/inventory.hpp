// SPDX-License-Identifier: MIT
/// The names and shapes of a network's tensors, in the order in which it uses them.
#pragma once

#include <string>
#include <vector>

#include "plan.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// A convolution or dense layer and its tensors <path>/weights, <path>/bias, <path>/slope.
struct ConvRecord {
    std::string path;
    ConvSpec spec;
    Dims in, out;

    int depth() const { return kernels::conv_depth(spec.window, in.channels); }
    bool has_slope() const { return spec.activation == kernels::Activation::prelu; }
    /// Sides of the weights: [kh][kw][in][out], dense [inputs][outputs].
    std::vector<std::uint32_t> weight_sides() const {
        const auto u = [](int side) { return static_cast<std::uint32_t>(side); };
        if (spec.dense) return {u(depth()), u(out.channels)};
        return {u(spec.window.height), u(spec.window.width), u(in.channels), u(out.channels)};
    }
};

/// The planner that writes the inventory.
class Inventory : public Planner {
public:
    void enter(const char* name) { path_.push_back(name); }
    void enter(int index) { path_.push_back(std::to_string(index)); }
    void leave() { path_.pop_back(); }
    void conv(const ConvSpec& spec, const Slot& in, const Slot& out, const Slot* = nullptr) {
        std::string path;
        for (const std::string& part : path_) path += path.empty() ? part : "/" + part;
        records.push_back({path, spec, in.dims, out.dims});
    }
    std::vector<ConvRecord> records;

private:
    std::vector<std::string> path_;
};

/// The inventory of a network type (nets/network.hpp); `prefix` names it inside a blob of several networks.
template <class Net>
std::vector<ConvRecord> inventory(const char* prefix = nullptr) {
    Inventory p;
    if (prefix != nullptr) p.enter(prefix);
    Slot input, output;
    plan_network<typename Net::Layers>(p, Net::Input::dims, input, output);
    return std::move(p.records);
}

}  // namespace layers
FACENET_NAMESPACE_END
