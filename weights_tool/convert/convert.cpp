// SPDX-License-Identifier: MIT
#include "convert.hpp"

#include <algorithm>

#include "facenet/blob/writer.hpp"
#include "layer_weights.hpp"
#include "naming.hpp"
#include "networks.hpp"
#include "self_test.hpp"

namespace facenet_tool {
namespace {

using facenet::Error;

/// A scheme, its network, and how the checkpoint fits both.
struct Match {
    const NamingScheme* scheme = nullptr;
    const KnownNetwork* network = nullptr;
    std::vector<std::string> problems;
    std::size_t found = 0;
};

Match match(const Checkpoint& checkpoint, const NamingScheme& scheme) {
    Match m;
    m.scheme = &scheme;
    m.network = &known_network(scheme.network);
    LayerReader reader(checkpoint);
    for (const auto& layer : m.network->layers) reader.check(layer, scheme.sources(layer));
    m.problems = reader.problems();
    m.found = reader.found();
    for (const std::string& name : reader.unused(scheme.ignored)) m.problems.push_back("superfluous: " + name);
    return m;
}

/// The scheme that fits, or the one that fits best.
Match best_match(const Checkpoint& checkpoint, const std::string& network) {
    if (!network.empty()) known_network(network);  // a wrong name is told as such
    Match best;
    for (const NamingScheme& scheme : naming_schemes()) {
        if (!network.empty() && network != scheme.network) continue;
        Match m = match(checkpoint, scheme);
        const bool second = m.problems.empty() && best.scheme != nullptr && best.problems.empty();
        if (second && best.network != m.network)
            throw facenet::mismatch_error(checkpoint.format, "the tensors of one network",
                                          "tensors that fit " + best.network->name + " and " + m.network->name + ": say which (--network)");
        const bool better = best.scheme == nullptr || (m.found > best.found && !best.problems.empty()) ||
                            (m.found >= best.found && m.problems.size() < best.problems.size());
        if (better) best = std::move(m);
    }
    return best;
}

/// PyTorch's DataParallel puts "module." in front of every name.
Checkpoint without_data_parallel(Checkpoint checkpoint) {
    static const std::string kPrefix = "module.";
    const auto prefixed = [](const Tensor& t) { return t.name.compare(0, kPrefix.size(), kPrefix) == 0; };
    if (std::all_of(checkpoint.tensors.begin(), checkpoint.tensors.end(), prefixed))
        for (Tensor& tensor : checkpoint.tensors) tensor.name.erase(0, kPrefix.size());
    return checkpoint;
}

[[noreturn]] void refuse(const Checkpoint& checkpoint, const Match& m, const std::string& network) {
    if (m.found == 0 && network.empty()) {
        std::string message = checkpoint.format + ": expected the tensors of a known network, found " +
                              std::to_string(checkpoint.tensors.size()) + " tensors";
        for (std::size_t i = 0; i < checkpoint.tensors.size() && i < 3; ++i)
            message += (i == 0 ? " such as " : ", ") + checkpoint.tensors[i].name;
        throw Error(message);
    }
    constexpr std::size_t kMost = 40;
    std::string message = checkpoint.format + ": expected the network " + m.network->name + " as " + m.scheme->title +
                          " names it, found " + std::to_string(m.problems.size()) + " differences:";
    for (std::size_t i = 0; i < m.problems.size() && i < kMost; ++i) message += "\n  " + m.problems[i];
    if (m.problems.size() > kMost) message += "\n  and " + std::to_string(m.problems.size() - kMost) + " more";
    throw Error(message);
}

}  // namespace

std::vector<std::uint8_t> convert(const Checkpoint& given, const ConvertOptions& options) {
    const Checkpoint checkpoint = without_data_parallel(given);
    const Match m = best_match(checkpoint, options.network);
    if (!m.problems.empty()) refuse(checkpoint, m, options.network);

    facenet::Recipe recipe = m.network->recipe;
    recipe.model = options.model.empty() ? m.network->name : options.model;
    recipe.source = options.source.empty() ? checkpoint.format + ", names of " + m.scheme->title : options.source;
    recipe.licence = options.licence;

    facenet::blob::Writer writer(recipe);
    const LayerReader reader(checkpoint);
    const auto u32 = [](int side) { return static_cast<std::uint32_t>(side); };
    double done = 0;
    for (const auto& layer : m.network->layers) {
        const LayerWeights weights = reader.read(layer, m.scheme->sources(layer));
        writer.add(layer.path + "/weights", layer.weight_sides(), weights.weights, options.storage);
        if (layer.spec.has_bias) writer.add(layer.path + "/bias", {u32(layer.out.channels)}, weights.bias, options.storage);
        if (layer.has_slope()) writer.add(layer.path + "/slope", {u32(layer.out.channels)}, weights.slope, options.storage);
        if (options.progress) options.progress(++done / static_cast<double>(m.network->layers.size()));
    }
    if (options.self_test && recipe.embedding_size > 0) add_self_test(writer, recipe);
    return writer.bytes();
}

Checkpoint merge(const std::vector<Checkpoint>& parts) {
    // A tensor that only this one of the three networks has.
    static constexpr std::pair<const char*, const char*> kMarks[] = {
        {"pnet", "conv4_1.weight"}, {"rnet", "dense5_1.weight"}, {"onet", "dense6_1.weight"}};
    Checkpoint whole;
    for (const Checkpoint& part : parts) {
        const auto mark = std::find_if(std::begin(kMarks), std::end(kMarks),
                                       [&](const auto& m) { return part.find(m.second) != nullptr; });
        if (mark == std::end(kMarks))
            throw facenet::mismatch_error("several checkpoints", "MTCNN's pnet.pt, rnet.pt and onet.pt", part.format + " of something else");
        whole.format = part.format;
        whole.layout = part.layout;
        whole.blocks.insert(whole.blocks.end(), part.blocks.begin(), part.blocks.end());
        for (Tensor tensor : part.tensors) {
            tensor.name = std::string(mark->first) + "." + tensor.name;
            if (whole.find(tensor.name) != nullptr)
                throw facenet::mismatch_error("several checkpoints", "each network once", std::string(mark->first) + " twice");
            whole.tensors.push_back(std::move(tensor));
        }
    }
    return whole;
}

}  // namespace facenet_tool
