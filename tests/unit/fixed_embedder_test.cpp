// SPDX-License-Identifier: MIT
// Embedding in memory of the caller's: the same numbers as an ordinary embedder's, and errors where something does not fit.
#include <doctest/doctest.h>

#include <cstring>

#include "facenet/fixed_embedder.hpp"
#include "facenet/nets/openface_nn4_small2.hpp"
#include "support/allocation_counter.hpp"
#include "support/mutate.hpp"
#include "support/opened.hpp"
#include "support/quantised.hpp"

namespace {

using namespace facenet;
using Floats = FixedEmbedder<nets::OpenfaceNn4Small2>;
using Bytes = FixedEmbedder<Int8<nets::OpenfaceNn4Small2>>;

// Known when the program is compiled: it could be an array of static storage.
static_assert(Bytes::memory_size > 0 && Bytes::memory_size % kAlignment == 0);
static_assert(Floats::memory_size > sizeof(float) * nets::OpenfaceNn4Small2::costs.parameters);

/// Bytes from a multiple of 64 on, between others that must stay as they are.
class GuardedBlock {
public:
    explicit GuardedBlock(std::size_t size) : bytes_(size + 2 * kAlignment, kGuard), size_(size) {}
    Span<std::uint8_t> span() { return {bytes_.data() + before(), size_}; }
    bool untouched_outside() const {
        std::size_t guards = 0;
        for (std::size_t i = 0; i < bytes_.size(); ++i)
            guards += (i < before() || i >= before() + size_) && bytes_[i] == kGuard ? 1u : 0u;
        return guards == bytes_.size() - size_;
    }

private:
    static constexpr std::uint8_t kGuard = 0xa5;
    std::size_t before() const { return kAlignment - reinterpret_cast<std::uintptr_t>(bytes_.data()) % kAlignment; }
    std::vector<std::uint8_t> bytes_;
    std::size_t size_;
};

Embedding embedded_natively(ByteView blob, const Image& image) {
    OpenOptions options;
    options.isa = Isa::native;
    return support::opened(blob, options).embed(image);
}

template <class Embedder>
std::string refusal(ByteView blob, Span<std::uint8_t> block, const FixedOpenOptions& options = {}) {
    const auto embedder = Embedder::try_open(blob, block, options);
    return embedder ? "" : embedder.error().message();
}

/// Opens and embeds in exactly the memory that is needed, and in a byte less.
template <class Embedder>
void check_embeds_as_others(ByteView blob) {
    const std::size_t needed = Embedder::memory_needed(blob);
    CHECK(needed <= Embedder::memory_size);
    GuardedBlock block(needed);
    const Image small = synthetic::image(3, 96, 96), large = synthetic::image(4, 150, 131);
    const AllocationWatch watch;
    auto embedder = Embedder::try_open(blob, block.span());
    REQUIRE(embedder);
    const auto first = embedder->try_embed(small), second = embedder->try_embed(large), again = embedder->try_embed(small);
    CHECK(watch.count() == 0);
    REQUIRE(first);
    REQUIRE(second);
    const auto same = [](const Embedding& a, const Embedding& b) {
        return a.size() == b.size() && std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
    };
    CHECK(same(*first, embedded_natively(blob, small)));
    CHECK(same(*second, embedded_natively(blob, large)));
    CHECK(same(*first, *again));
    CHECK(block.untouched_outside());
    CHECK(embedder->recipe().network == "openface_nn4_small2");

    GuardedBlock less(needed - 1);
    CHECK(refusal<Embedder>(blob, less.span()) ==
          "embedder, memory: expected " + std::to_string(needed) + " bytes, found " + std::to_string(needed - 1));
    CHECK(less.untouched_outside());
}

}  // namespace

TEST_CASE("fixed: bytes are embedded as by an ordinary embedder, in memory of a known size") {
    check_embeds_as_others<Bytes>(support::quantised_network().int8_view());
}

TEST_CASE("fixed: floats are embedded as by an ordinary embedder, in memory of a known size") {
    check_embeds_as_others<Floats>(support::quantised_network().fp32_view());
}

TEST_CASE("fixed: what does not fit is named") {
    const auto& network = support::quantised_network();
    GuardedBlock block(Bytes::memory_size + 1);
    const Span<std::uint8_t> whole = block.span();
    CHECK(refusal<Bytes>(network.int8_view(), {whole.data() + 1, Bytes::memory_size}).find("a multiple of 64") != std::string::npos);
    CHECK(refusal<Bytes>(network.fp32_view(), whole).find("expected openface_nn4_small2 (int8), found 'openface_nn4_small2'") != std::string::npos);
    CHECK(refusal<Bytes>({}, whole).find("a header of 64 bytes") != std::string::npos);
    CHECK(refusal<Bytes>(network.int8_view(), {}).find("found 0") != std::string::npos);
    auto embedder = Bytes::open(network.int8_view(), whole);
    CHECK(!embedder.try_embed({}));
    FixedOpenOptions options;
    options.self_test = true;
    const bool has_one = blob::Blob::open(network.int8_view())->find(blob::kSelfTestInput).has_value();
    CHECK(refusal<Bytes>(network.int8_view(), whole, options).empty() == has_one);
}

TEST_CASE("fixed: damaged blobs are refused or give some embedding, and nothing is written outside") {
    const auto& network = support::quantised_network();
    const Image image = synthetic::image(1, 96, 96);
    FixedOpenOptions options;
    options.verify_checksum = false;  // as an attacker would have it right
    GuardedBlock block(Bytes::memory_size);
    constexpr unsigned kMutations = 300;
    const unsigned refused = support::refused_mutations(network.int8.blob, kMutations, 20261129, [&](const auto& damaged, unsigned i) {
        auto embedder = Bytes::try_open({damaged.data(), damaged.size()}, block.span(), options);
        if (!embedder) CHECK(!embedder.error().message().empty());
        else if (i % 50 == 0) CHECK(embedder->try_embed(image));
        return embedder.ok();
    });
    CHECK(refused > kMutations / 10);
    CHECK(block.untouched_outside());
}
