// SPDX-License-Identifier: MIT
/// Weights and images from a small generator that tests/oracles/synthetic.py implements as well, bit for bit.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "facenet/core/random.hpp"
#include "facenet/image/image.hpp"
#include "weights_tool/checkpoint/checkpoint.hpp"
#include "weights_tool/convert/naming.hpp"
#include "weights_tool/convert/networks.hpp"

namespace synthetic {

inline std::uint64_t hash(const std::string& name) {  // FNV-1a
    std::uint64_t h = 0xcbf29ce484222325u;
    for (char c : name)
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return h;
}

inline std::uint64_t bits(std::uint64_t name, std::uint64_t index) {
    return facenet::RandomStream{name}.bits(index);
}

/// In [-1, 1), exact in single precision.
inline double signed_unit(std::uint64_t name, std::uint64_t index) {
    return static_cast<double>(facenet::RandomStream{name}.unit(index));
}

inline bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Values of the state-dict tensor `key`.
inline std::vector<float> tensor(const std::string& key, const std::vector<std::int64_t>& shape) {
    std::size_t size = 1, fan_in = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        size *= static_cast<std::size_t>(shape[i]);
        if (i > 0) fan_in *= static_cast<std::size_t>(shape[i]);
    }
    double centre = 0.0, spread = 0.1;  // biases, beta, running means
    if (shape.size() > 1) {
        spread = std::sqrt(6.0 / static_cast<double>(fan_in));
        if (key == "conv1.weight") spread *= 8.0;  // so that local response normalisation has something to do
    } else if (ends_with(key, "bn.weight")) {
        centre = 1.0, spread = 0.25;
    } else if (ends_with(key, "running_var")) {
        centre = 1.0, spread = 0.5;
    } else if (ends_with(key, "slope")) {
        centre = 0.25, spread = 0.1;
    }
    const std::uint64_t name = hash(key);
    std::vector<float> values(size);
    for (std::size_t i = 0; i < size; ++i)
        values[i] = static_cast<float>(centre + spread * signed_unit(name, i));
    return values;
}

/// Image k of width x height pixels: coarse blocks with fine grain.
inline facenet::Image image(int k, int width, int height) {
    const std::uint64_t coarse = hash("image-" + std::to_string(k)),
                        fine = hash("image-" + std::to_string(k) + "-fine");
    facenet::Image result(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) {
                const auto block = static_cast<std::uint64_t>((y * 8 / height * 8 + x * 8 / width) * 3 + c);
                const auto grain = static_cast<std::uint64_t>((y * width + x) * 3 + c);
                result.pixel(x, y)[c] =
                    static_cast<std::uint8_t>((bits(coarse, block) >> 56) * 7 / 8 + (bits(fine, grain) >> 59));
            }
    return result;
}

/// Writes checkpoints in memory: the state dict that PyTorch would save.
class StateDict {
public:
    void add(const std::string& key, const std::vector<std::int64_t>& shape) {
        const std::vector<float> values = tensor(key, shape);
        auto block = std::make_shared<facenet_tool::Bytes>(values.size() * sizeof(float));
        std::memcpy(block->data(), values.data(), block->size());
        facenet_tool::Tensor t;
        t.name = key;
        t.shape = shape;
        t.data = {block->data(), block->size()};
        checkpoint_.tensors.push_back(t);
        checkpoint_.blocks.push_back(block);
    }
    facenet_tool::Checkpoint finish() {
        checkpoint_.format = "synthetic state dict";
        return std::move(checkpoint_);
    }

private:
    facenet_tool::Checkpoint checkpoint_;
};

/// The state dict of a network under a naming scheme; `with_batch_norm` where the canonical scheme leaves a choice.
inline facenet_tool::Checkpoint state_dict(const std::string& network, const std::string& scheme_title,
                                           bool with_batch_norm) {
    StateDict dict;
    for (const facenet_tool::NamingScheme& scheme : facenet_tool::naming_schemes()) {
        if (scheme.network != network || scheme.title != scheme_title) continue;
        for (const auto& layer : facenet_tool::known_network(network).layers) {
            const facenet_tool::LayerSources s = scheme.sources(layer);
            const std::int64_t out = layer.out.channels, in = layer.in.channels;
            const auto& w = layer.spec.window;
            if (layer.spec.dense) dict.add(s.weights, {out, layer.depth()});
            else dict.add(s.weights, {out, in, w.height, w.width});
            for (const std::string& name : {s.bias, s.slope})
                if (!name.empty()) dict.add(name, {out});
            if (s.batch_norm.empty() || (s.optional && (!with_batch_norm || layer.spec.dense))) continue;
            for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"})
                dict.add(s.batch_norm + part, {out});
        }
    }
    return dict.finish();
}

}  // namespace synthetic
