// SPDX-License-Identifier: MIT
#include "networks.hpp"

#include "facenet/core/error.hpp"
#include "facenet/nets/all.hpp"

namespace facenet_tool {
namespace {

using namespace facenet;

template <class Net>
KnownNetwork describe() {
    KnownNetwork n;
    n.name = Net::name;
    n.record = [] { return layers::record<Net>(); };
    n.layers = n.record().convolutions;
    n.costs = Net::costs;
    n.recipe.network = Net::name;
    n.recipe.height = Net::Input::dims.height;
    n.recipe.width = Net::Input::dims.width;
    n.recipe.standardisation.scale = 1.0f / 255.0f;
    n.recipe.embedding_size = Net::embedding_size;
    n.recipe.normalised = true;
    // The paper verifies below 1.242 on LFW; grouping wants fewer false joins.
    n.recipe.verify_threshold = 1.242f;
    n.recipe.group_threshold = 1.0f;
    return n;
}

/// MTCNN's box with a margin, standardised as the checkpoints of 2018 or 2017 were trained.
template <class Net>
KnownNetwork describe_inception_resnet(StandardisationKind kind) {
    KnownNetwork n = describe<Net>();
    n.recipe.alignment = kFacenetTemplate;
    n.recipe.standardisation = {kind, {}, 0.0f};
    if (kind == StandardisationKind::fixed) n.recipe.standardisation = {kind, {127.5f, 127.5f, 127.5f}, 1.0f / 128.0f};
    n.recipe.verify_threshold = 1.1f;
    n.recipe.group_threshold = 0.9f;
    return n;
}

KnownNetwork describe_mtcnn() {
    KnownNetwork n = describe<nets::MtcnnP>();
    n.name = n.recipe.network = "mtcnn";
    n.record = nullptr;
    n.layers = layers::record<nets::MtcnnP>(nets::MtcnnP::Input::dims, "pnet").convolutions;
    for (const auto& more : {layers::record<nets::MtcnnR>(nets::MtcnnR::Input::dims, "rnet").convolutions, layers::record<nets::MtcnnO>(nets::MtcnnO::Input::dims, "onet").convolutions})
        n.layers.insert(n.layers.end(), more.begin(), more.end());
    n.recipe.standardisation = {StandardisationKind::fixed, {127.5f, 127.5f, 127.5f}, 1.0f / 128.0f};
    n.recipe.embedding_size = 0;
    n.recipe.normalised = false;
    n.recipe.verify_threshold = n.recipe.group_threshold = 0.0f;
    return n;
}

std::vector<KnownNetwork> describe_all() {
    std::vector<KnownNetwork> all = {describe<nets::Nn1>(),  describe<nets::Nn2>(),  describe<nets::Nn3>(),
                                     describe<nets::Nn4>(),  describe<nets::Nns1>(), describe<nets::Nns2>(),
                                     describe<nets::OpenfaceNn4Small2>()};
    KnownNetwork& openface = all.back();
    openface.recipe.alignment = kOpenfaceTemplate;
    openface.recipe.verify_threshold = 0.99f;
    openface.recipe.group_threshold = 0.8f;

    all.push_back(describe_inception_resnet<nets::InceptionResnetV1<512>>(StandardisationKind::fixed));
    all.push_back(describe_inception_resnet<nets::InceptionResnetV1<128>>(StandardisationKind::prewhiten));

    KnownNetwork dlib = describe<nets::DlibResnet>();
    dlib.recipe.standardisation = {StandardisationKind::fixed, {122.782f, 117.001f, 104.298f}, 1.0f / 255.0f};
    dlib.recipe.alignment = kDlibTemplate;
    dlib.recipe.normalised = false;
    dlib.recipe.metric = Metric::l2;
    dlib.recipe.verify_threshold = 0.6f;
    dlib.recipe.group_threshold = 0.55f;
    all.push_back(std::move(dlib));

    all.push_back(describe_mtcnn());
    return all;
}

}  // namespace

const std::vector<KnownNetwork>& known_networks() {
    static const std::vector<KnownNetwork> all = describe_all();
    return all;
}

const KnownNetwork& known_network(const std::string& name) {
    std::string names;
    for (const KnownNetwork& n : known_networks()) {
        if (n.name == name) return n;
        names += (names.empty() ? "" : ", ") + n.name;
    }
    throw facenet::mismatch_error("network", "one of " + names, "'" + name + "'");
}

}  // namespace facenet_tool
