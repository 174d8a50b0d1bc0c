// SPDX-License-Identifier: MIT
// Packed blobs: the same embeddings, used where they lie, and refused where they do not fit.
#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "facenet/blob/writer.hpp"
#include "facenet/detect.hpp"
#include "support/opened.hpp"
#include "support/synthetic.hpp"
#include "weights_tool/convert/convert.hpp"
#include "weights_tool/convert/pack.hpp"

namespace {

using facenet::ByteView;
using facenet::Isa;

/// Bytes that begin on a cache line, as those of a mapped file do.
class Aligned {
public:
    explicit Aligned(const std::vector<std::uint8_t>& bytes)
        : buffer_(std::move(*facenet::AlignedBuffer::make(bytes.size() / sizeof(float) + 1))), size_(bytes.size()) {
        std::memcpy(buffer_.data(), bytes.data(), size_);
    }
    ByteView view() const { return {reinterpret_cast<const std::uint8_t*>(buffer_.data()), size_}; }
    std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(buffer_.data()); }

private:
    facenet::AlignedBuffer buffer_;
    std::size_t size_;
};

const std::vector<std::uint8_t>& plain() {
    static const auto blob = facenet_tool::convert(synthetic::state_dict("nns2", "canonical names", false));
    return blob;
}

std::vector<std::uint8_t> packed_for(Isa isa, const std::vector<std::uint8_t>& bytes = plain()) {
    const auto blob = facenet::blob::Blob::open({bytes.data(), bytes.size()});
    return facenet_tool::pack(*blob, facenet::isa_name(isa));
}

std::string error_of(ByteView blob, const facenet::OpenOptions& options = {}) {
    const auto opened = facenet_tool::open_embedder(blob, options);
    return opened ? "" : opened.error().message();
}

}  // namespace

TEST_CASE("a packed blob gives the plain one's embedding, copied or in place") {
    const facenet::Image face = synthetic::image(1, 140, 140);
    for (Isa isa : facenet::kAllIsas) {
        if (isa == Isa::reference || !facenet::isa_available(isa)) continue;
        CAPTURE(std::string(facenet::isa_name(isa)));
        const Aligned packed(packed_for(isa));
        facenet::OpenOptions options;
        options.isa = isa;
        options.self_test = true;
        const auto wanted = support::opened({plain().data(), plain().size()}, options).embed(face);
        for (bool keep : {false, true}) {
            CAPTURE(keep);
            options.keep_bytes = keep;
            const auto embedder = support::opened(packed.view(), options);
            CHECK(embedder.isa() == isa);
            const auto got = embedder.embed(face);
            CHECK(std::memcmp(wanted.data(), got.data(), sizeof(float) * static_cast<std::size_t>(wanted.size())) == 0);
        }
    }
}

TEST_CASE("packed weights in place are no copy") {
    Aligned packed(packed_for(Isa::native));
    facenet::OpenOptions options;
    options.isa = Isa::native;
    options.keep_bytes = true;
    const auto embedder = support::opened(packed.view(), options);
    const facenet::Image face = synthetic::image(1, 140, 140);
    const auto before = embedder.embed(face);
    // The last numbers of the block, before the self-test's tensors, are the last layer's bias: changing the blob's own
    // changes what the model computes.
    const auto blob = facenet::blob::Blob::open(packed.view());
    const ByteView block = blob->find("packed")->bytes;
    for (std::size_t at = block.size - 256; at < block.size; at += 4) {
        const float one = 1.0f;
        std::memcpy(packed.data() + (block.data - packed.view().data) + static_cast<std::ptrdiff_t>(at), &one, sizeof one);
    }
    const auto after = embedder.embed(face);
    CHECK(std::memcmp(before.data(), after.data(), sizeof(float) * 128) != 0);
}

TEST_CASE("a packed blob chooses kernels of its width, or says what it needs") {
    const auto blob = packed_for(Isa::native);
    facenet::OpenOptions options;  // the fastest: other panels, where the processor has more than the native ones
    CHECK(facenet::kernels::table(support::opened({blob.data(), blob.size()}, options).isa()).panel ==
          facenet::kernels::table(Isa::native).panel);
    facenet::Recipe recipe = facenet::blob::Blob::open({blob.data(), blob.size()})->recipe();
    recipe.packed_panel = 3;
    const auto foreign = facenet::blob::Writer(recipe).bytes();
    CHECK(error_of({foreign.data(), foreign.size()}).find("panels of 3") != std::string::npos);
    CHECK_THROWS_WITH_AS(packed_for(Isa::native, blob), doctest::Contains("packed already"), facenet::Error);
    CHECK_THROWS_WITH_AS(facenet_tool::pack(*facenet::blob::Blob::open({plain().data(), plain().size()}), "mmx"),
                         doctest::Contains("expected native"), facenet::Error);
    // A block of another size was made by another library.
    recipe.packed_panel = facenet::kernels::table(Isa::native).panel;
    facenet::blob::Writer writer(recipe);
    writer.add("packed", {64}, std::vector<float>(64));
    const auto small = writer.bytes();
    CHECK(error_of({small.data(), small.size()}).find("'packed'") != std::string::npos);
}

TEST_CASE("a packed detector") {
    const auto blob = facenet_tool::convert(synthetic::state_dict("mtcnn", "canonical names", false));
    const Aligned packed(packed_for(Isa::native, blob));
    facenet::OpenOptions options;
    options.isa = Isa::native;
    const auto wanted = facenet::Detector::open({blob.data(), blob.size()}, options).detect(synthetic::image(2, 90, 120));
    options.keep_bytes = true;
    const auto got = facenet::Detector::open(packed.view(), options).detect(synthetic::image(2, 90, 120));
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i].score == wanted[i].score);
}

TEST_CASE("damaged packed blobs are refused or valid") {
    const auto blob = packed_for(Isa::native);
    facenet::OpenOptions options;
    options.isa = Isa::native;
    options.keep_bytes = true;
    options.verify_checksum = false;
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::uint8_t> damaged(blob.begin(), blob.begin() + std::min<std::ptrdiff_t>(4096, static_cast<std::ptrdiff_t>(blob.size())));
        for (int i = 0; i < 4; ++i) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
        damaged.insert(damaged.end(), blob.begin() + static_cast<std::ptrdiff_t>(damaged.size()), blob.end());
        const Aligned aligned(damaged);
        const auto opened = facenet_tool::open_embedder(aligned.view(), options);
        if (!opened) CHECK_FALSE(opened.error().message().empty());
    }
}
