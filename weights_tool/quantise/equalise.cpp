// SPDX-License-Identifier: MIT
#include "equalise.hpp"

#include <algorithm>
#include <cmath>

namespace facenet_tool {

using namespace facenet;

namespace {

/// The convolutions that write and read a map; `only` is false where anything else does.
struct Users {
    std::vector<std::size_t> writers, readers;
    bool only = true;
};

std::vector<Users> users_of_maps(const layers::Record& record) {
    std::vector<Users> users(record.whole_maps.size());
    const auto at = [&](const layers::Slot& slot) -> Users& { return users[static_cast<std::size_t>(slot.map)]; };
    std::size_t convolution = 0;
    for (const layers::Operation& op : record.operations) {
        const bool conv = op.kind == layers::Operation::Kind::conv;
        const auto whole = [&](const layers::Slot& slot) {
            return slot.dims == record.whole_maps[static_cast<std::size_t>(slot.map)].dims;
        };
        if (conv && !op.has_residual && whole(op.out) && op.activation != kernels::Activation::prelu) at(op.out).writers.push_back(convolution);
        else at(op.out).only = false;
        if (conv && whole(op.in)) at(op.in).readers.push_back(convolution);
        else at(op.in).only = false;
        if (op.has_residual) at(op.residual).only = false;
        convolution += conv ? 1 : 0;
    }
    for (const layers::Slot& slot : {record.input, record.output}) at(slot).only = false;
    return users;
}

}  // namespace

std::size_t equalise(FloatModel& model, const Observation& seen) {
    constexpr float kWildly = 4.0f, kMostFactor = 8.0f;
    std::size_t changed = 0;
    for (const Users& users : users_of_maps(model.record)) {
        if (!users.only || users.writers.size() != 1 || users.readers.empty()) continue;
        const std::size_t writer = users.writers[0];
        const std::vector<float>& most = seen.output_most[writer];
        const float largest = *std::max_element(most.begin(), most.end());
        for (std::size_t c = 0; c < most.size(); ++c) {
            if (!(most[c] > 0) || most[c] * kWildly > largest) continue;
            // Half of the way: the readers' weights of that channel lose what its activations gain.
            const float factor = std::min(std::sqrt(largest / most[c] / kWildly), kMostFactor);
            FloatLayer& from = model.layers[writer];
            for (std::size_t i = c; i < from.weights.size(); i += most.size()) from.weights[i] *= factor;
            if (!from.bias.empty()) from.bias[c] *= factor;
            for (std::size_t reader : users.readers) {
                FloatLayer& to = model.layers[reader];
                const auto outputs = static_cast<std::size_t>(model.record.convolutions[reader].out.channels);
                for (std::size_t row = c; row < to.weights.size() / outputs; row += most.size())
                    for (std::size_t n = 0; n < outputs; ++n) to.weights[row * outputs + n] /= factor;
            }
            ++changed;
        }
    }
    return changed;
}

}  // namespace facenet_tool
