// SPDX-License-Identifier: MIT
// seeded FOLDER: a blob of OpenFace's nn4.small2 with seeded weights (fp32.blob), for which none are published in a format that
// is read here, eight crops to calibrate with (crops/), and one more as raw pixels (crop.rgb).
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "examples/facenet/photos/image_io.hpp"
#include "facenet/blob/writer.hpp"
#include "facenet/layers/record.hpp"
#include "facenet/nets/openface_nn4_small2.hpp"
#include "support/synthetic.hpp"

namespace {

using Net = facenet::nets::OpenfaceNn4Small2;
constexpr int kSide = Net::Input::dims.width;

facenet::Recipe recipe() {
    facenet::Recipe r;
    r.network = Net::name;
    r.model = "seeded weights";
    r.height = r.width = kSide;
    r.standardisation = {facenet::StandardisationKind::fixed, {}, 1.0f / 255.0f};
    r.alignment = facenet::kOpenfaceTemplate;
    r.embedding_size = Net::embedding_size;
    r.normalised = true;
    r.verify_threshold = r.group_threshold = 1.0f;
    return r;
}

std::vector<std::uint8_t> blob() {
    facenet::blob::Writer writer(recipe());
    for (const auto& layer : facenet::layers::record<Net>().convolutions) {
        const std::int64_t out = layer.out.channels;
        writer.add(layer.path + "/weights", layer.weight_sides(), synthetic::tensor(std::string(layer.path), {out, layer.depth()}));
        writer.add(layer.path + "/bias", {static_cast<std::uint32_t>(out)}, synthetic::tensor(layer.path + "/bias", {out}));
    }
    return writer.bytes();
}

void write(const std::filesystem::path& path, const std::uint8_t* data, std::size_t size) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    if (!file.flush()) throw facenet::Error("cannot write " + path.string());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder / "crops");
    const std::vector<std::uint8_t> bytes = blob();
    write(folder / "fp32.blob", bytes.data(), bytes.size());
    for (int k = 0; k < 8; ++k)
        program::write_image(synthetic::image(k, kSide, kSide), (folder / "crops" / (std::to_string(k) + ".png")).string());
    const facenet::Image crop = synthetic::image(8, kSide, kSide);
    write(folder / "crop.rgb", crop.data(), std::size_t{3} * kSide * kSide);
}
