// SPDX-License-Identifier: MIT
/// The whole way, from a few pixels to faces, embeddings, verdicts and what they are worth. The detector's weights are
/// random and see faces everywhere; each input takes some hundredths of a second.
#include "facenet/detect.hpp"

#include "facenet/quality.hpp"
#include "facenet/verify.hpp"
#include "fuzz/micro_network.hpp"
#include "unit/detect_support.hpp"

namespace fuzz {
namespace {

constexpr std::size_t kHead = 8;
constexpr int kLongestSide = 18;

const facenet::Detector& detector() {
    static const facenet::Detector opened = [] {
        const Bytes blob = detect_test::made_up_blob(1);
        return facenet::Detector::open({blob.data(), blob.size()});
    }();
    return opened;
}

const MicroEmbedder& embedder() {
    static const MicroEmbedder opened = [] {
        const Bytes blob = micro_blob(facenet::blob::DType::f32);
        return MicroEmbedder::open({blob.data(), blob.size()});
    }();
    return opened;
}

/// Sides, format, direction of the rows and options from the first bytes.
struct Photo {
    Bytes pixels;
    facenet::ImageView view;
    facenet::DetectorOptions options;

    explicit Photo(ByteView input) {
        const std::uint8_t* head = input.data;
        view.width = head[0] % kLongestSide + 1, view.height = head[1] % kLongestSide + 1;
        view.format = static_cast<facenet::PixelFormat>(head[2] % 5);
        const std::ptrdiff_t row = std::ptrdiff_t{view.width} * facenet::bytes_per_pixel(view.format);
        pixels.resize(static_cast<std::size_t>(row * view.height));
        // A short input is repeated, in another brightness each time.
        for (std::size_t i = 0; i < pixels.size() && input.size > kHead; ++i)
            pixels[i] =
                static_cast<std::uint8_t>(input.data[kHead + i % (input.size - kHead)] + i / (input.size - kHead));
        const bool upwards = head[3] % 2 == 1;
        view.data = pixels.data() + (upwards ? row * (view.height - 1) : 0);
        view.stride = upwards ? -row : row;
        options.min_face_size = 10 + static_cast<float>(head[4] % 16);  // smaller ones enlarge the photo
        options.scale_factor = 0.4 + head[5] / 1000.0;
        options.thresholds = {static_cast<float>(head[6]) / 255, static_cast<float>(head[6] % 16) / 16,
                              static_cast<float>(head[7]) / 255};
        options.min_score = static_cast<float>(head[7] % 16) / 16;
    }
};

}  // namespace

bool run(ByteView input) {
    if (input.size < kHead) return false;
    const Photo photo(input);
    const auto faces = detector().try_detect(photo.view, photo.options);
    promise(faces.ok(), "any photo can be searched for faces");
    static facenet::Workspace workspace = embedder().workspace(1, 4);
    std::vector<facenet::Embedding> embeddings;
    for (const facenet::Face& face : *faces) {
        promise(face.score >= photo.options.min_score && face.score <= 1, "a face's score is what was asked for");
        look_at(facenet::try_face_quality(photo.view, face).ok());
        const auto embedding = embedder().try_embed(photo.view, face, workspace);
        if (!embedding) continue;  // a box beside the photo
        embeddings.push_back(*embedding);
        const facenet::Verdict verdict = facenet::verify(embedder().recipe(), embeddings.front(), *embedding);
        promise(verdict.distance >= 0, "a distance is a number");
    }
    return !faces->empty();
}

std::vector<Bytes> seeds() {
    std::vector<Bytes> all;
    support::Dice dice(4);
    for (std::uint8_t format = 0; format < 5; ++format) {
        Bytes seed = {17, 15, format, format, 2, 255, 128, 0};
        for (int i = 0; i < 200; ++i)
            seed.push_back(static_cast<std::uint8_t>(dice.next()));
        all.push_back(seed);
    }
    return all;
}

}  // namespace fuzz
