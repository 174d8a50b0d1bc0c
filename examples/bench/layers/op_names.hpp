// SPDX-License-Identifier: MIT
/// Names of a network's operations, in the order in which a program runs them.
#pragma once

#include <string>
#include <vector>

#include "facenet/layers/plan.hpp"

namespace bench {

/// The planner that writes the names: the path of the layer, and what it is where the path does not say.
class NamePlanner : public facenet::layers::Planner {
    using Slot = facenet::layers::Slot;

public:
    void enter(const char* name) { path_.push_back(name); }
    void enter(int index) { path_.push_back(std::to_string(index)); }
    void leave() { path_.pop_back(); }
    void conv(const facenet::layers::ConvSpec&, const Slot&, const Slot&, const Slot* = nullptr) { add(""); }
    void pool(facenet::kernels::Pooling, const facenet::kernels::Window&, const Slot&, const Slot&) { add("pool"); }
    void lrn(int, double, double, double, const Slot&, const Slot&) { add("lrn"); }
    void maxout(const Slot&, const Slot&) { add("maxout"); }
    void softmax(const Slot&, const Slot&) { add("softmax"); }
    void l2_normalise(const Slot&, const Slot&) { add("l2_normalise"); }
    void fill_zero(const Slot&) { add("fill_zero"); }

    std::vector<std::string> names;

private:
    void add(const std::string& kind) {
        std::string name;
        for (const std::string& part : path_)
            name += (name.empty() ? "" : "/") + part;
        if (!kind.empty()) name += (name.empty() ? "" : "/") + kind;
        names.push_back(name);
    }
    std::vector<std::string> path_;
};

template <class Net>
std::vector<std::string> operation_names() {
    NamePlanner planner;
    facenet::layers::Slot input, output;
    facenet::layers::plan_network<typename Net::Layers>(planner, Net::Input::dims, input, output);
    return planner.names;
}

}  // namespace bench
