// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <cmath>

#include "facenet/blob/writer.hpp"
#include "facenet/blob_file.hpp"
#include "facenet/kernels/select.hpp"
#include "facenet/nets/all.hpp"

namespace bench {
namespace {

namespace layers = facenet::layers;
namespace nets = facenet::nets;

int tile_rows(facenet::Isa isa) {
    switch (isa) {
    case facenet::Isa::reference: return 1;
    case facenet::Isa::native: break;
#if defined(FACENET_DISPATCH_X86)
    case facenet::Isa::avx2: return facenet::kernels::avx2::kTileRows;
    case facenet::Isa::avx512: return facenet::kernels::avx512::kTileRows;
#else
    case facenet::Isa::avx2:
    case facenet::Isa::avx512: break;
#endif
    }
    return facenet::kernels::native::kTileRows;
}

/// Values in [-spread, spread): activations keep their size from layer to layer, and no value is denormal.
std::vector<float> seeded(std::size_t size, double spread) {
    std::vector<float> values(size);
    std::uint64_t state = size;
    for (float& value : values) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        value = static_cast<float>((static_cast<double>(state >> 40) * 0x1p-23 - 1.0) * spread);
    }
    return values;
}

std::vector<std::uint8_t> seeded_blob(const facenet::Recipe& recipe, const std::vector<layers::ConvRecord>& inventory) {
    facenet::blob::Writer writer(recipe);
    for (const layers::ConvRecord& layer : inventory) {
        const std::vector<std::uint32_t> sides = layer.weight_sides();
        const std::vector<std::uint32_t> outputs{static_cast<std::uint32_t>(layer.out.channels)};
        std::size_t size = 1;
        for (const std::uint32_t side : sides)
            size *= side;
        writer.add(layer.path + "/weights", sides, seeded(size, std::sqrt(6.0 / layer.depth())));
        if (layer.spec.has_bias) writer.add(layer.path + "/bias", outputs, seeded(outputs[0], 0.1));
        if (layer.has_slope()) writer.add(layer.path + "/slope", outputs, seeded(outputs[0], 0.3));
    }
    return writer.bytes();
}

const char* kind_of(const layers::Operation& op) {
    using Kind = layers::Operation::Kind;
    switch (op.kind) {
    case Kind::conv: return "conv";
    case Kind::pool: return "pool";
    case Kind::lrn: return "lrn";
    case Kind::maxout: return "maxout";
    case Kind::softmax: return "softmax";
    case Kind::l2_normalise: return "l2_normalise";
    case Kind::fill_zero: return "fill_zero";
    }
    return "";
}

/// The paths of the convolutions; of other operations what they are, and after which convolution they come.
std::vector<std::string> names_of(const layers::Record& record) {
    std::vector<std::string> names;
    std::size_t convolutions = 0;
    for (const layers::Operation& op : record.operations) {
        if (op.kind == layers::Operation::Kind::conv) names.push_back(record.convolutions[convolutions++].path);
        else names.push_back((convolutions == 0 ? "" : record.convolutions[convolutions - 1].path + " > ") + kind_of(op));
    }
    return names;
}

template <class Net>
Model open(facenet::ByteView bytes, facenet::Isa isa, const std::string& blob_name, const char* prefix) {
    const layers::Record record = layers::record<Net>(Net::Input::dims, prefix);
    const std::vector<layers::ConvRecord>& inventory = record.convolutions;
    std::vector<std::uint8_t> made;
    if (bytes.data == nullptr) {
        facenet::Recipe recipe;
        recipe.network = blob_name;
        recipe.height = Net::Input::dims.height;
        recipe.width = Net::Input::dims.width;
        recipe.embedding_size = Net::embedding_size;
        made = seeded_blob(recipe, inventory);
        bytes = {made.data(), made.size()};
    }
    const auto blob = facenet::deliver(facenet::blob::Blob::open(bytes, {false}));
    const facenet::kernels::Kernels& table = facenet::kernels::table(isa);
    Model model;
    model.panel = table.panel;
    model.tile_rows = tile_rows(isa);
    model.weights = facenet::deliver(facenet::model::load_weights(blob, inventory, table.panel));
    model.program = facenet::model::Program(record, model.weights.packed, table);
    model.names = names_of(record);
    return model;
}

template <class Net>
Network embedder() {
    return {Net::name, Net::name, true, Net::costs.multiply_adds,
            [](facenet::ByteView blob, facenet::Isa isa) { return open<Net>(blob, isa, Net::name, nullptr); }};
}
template <class Net>
Network detector() {
    return {Net::name, "mtcnn", false, Net::costs.multiply_adds,
            [](facenet::ByteView blob, facenet::Isa isa) { return open<Net>(blob, isa, "mtcnn", Net::name); }};
}

}  // namespace

const std::vector<Network>& networks() {
    static const std::vector<Network> all{embedder<nets::Nn1>(),
                                          embedder<nets::Nn2>(),
                                          embedder<nets::Nn3>(),
                                          embedder<nets::Nn4>(),
                                          embedder<nets::Nns1>(),
                                          embedder<nets::Nns2>(),
                                          embedder<nets::OpenfaceNn4Small2>(),
                                          embedder<nets::InceptionResnetV1<512>>(),
                                          embedder<nets::InceptionResnetV1<128>>(),
                                          embedder<nets::DlibResnet>(),
                                          detector<nets::MtcnnP>(),
                                          detector<nets::MtcnnR>(),
                                          detector<nets::MtcnnO>()};
    return all;
}

const Network& network(const std::string& name) {
    std::string known;
    for (const Network& n : networks()) {
        if (n.name == name) return n;
        known += (known.empty() ? "" : ", ") + n.name;
    }
    throw facenet::mismatch_error("benchmark, network", known, "'" + name + "'");
}

struct Models::Blob {
    facenet::BlobFile file;
    std::string network;
};

std::vector<std::string> Models::add_blob(const std::string& path) {
    Blob added{facenet::BlobFile::open(path), {}};
    const auto blob = facenet::blob::Blob::open(added.file);
    if (!blob) throw facenet::Error(path + ": " + blob.error().message());
    added.network = blob->recipe().network;
    std::vector<std::string> names;
    for (const Network& n : networks())
        if (n.blob_name == added.network) names.push_back(n.name);
    if (names.empty()) throw facenet::Error(path + ": holds '" + added.network + "', no network of this program");
    blobs_.push_back(std::make_shared<const Blob>(std::move(added)));
    return names;
}

const Model& Models::get(const std::string& name, facenet::Isa isa) {
    const std::string wanted = name + "/" + facenet::isa_name(isa);
    if (model_ != nullptr && last_ == wanted) return *model_;
    const Network& n = network(name);
    facenet::ByteView bytes;
    for (const auto& blob : blobs_)
        if (blob->network == n.blob_name) bytes = blob->file;
    model_.reset();  // before the next one takes its memory
    model_ = std::make_unique<Model>(n.open(bytes, isa));
    last_ = wanted;
    return *model_;
}

}  // namespace bench
