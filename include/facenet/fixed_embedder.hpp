// SPDX-License-Identifier: MIT
/// Embedding without a heap: one network, one instruction set (the build's), one face at a time, all memory the caller's.
///
///     using Net = facenet::Int8<facenet::nets::OpenfaceNn4Small2>;
///     alignas(64) static std::uint8_t memory[facenet::FixedEmbedder<Net>::memory_size];
///     auto embedder = facenet::FixedEmbedder<Net>::open({blob, blob_size}, memory);
///     facenet::Embedding e = embedder.embed(crop);
///
/// With FACENET_NO_HEAP, -fno-exceptions and -fno-rtti a program that does this needs no more of the C and C++ libraries than
/// memcpy and the like, a few functions of <math.h>, and abort. Embeddings are those of an Embedder, bit for bit.
#pragma once

#include <utility>

#include "blob/reader.hpp"
#include "data/embedding.hpp"
#include "data/recipe.hpp"
#include "image/image.hpp"
#include "model/crop.hpp"
#include "model/fixed_build.hpp"
#include "model/self_test.hpp"
#include "model/standardise.hpp"

FACENET_NAMESPACE_BEGIN

struct FixedOpenOptions {
    /// Check the blob's checksum before anything else (blob::ReadOptions).
    bool verify_checksum = true;
    /// Embed the blob's self-test input and compare; an Error where the blob has none or the embeddings differ.
    bool self_test = false;
};

/// An opened model and its workspace, in memory that is the caller's. For one thread at a time.
template <class Net>
class FixedEmbedder {
    using Build = model::FixedBuild<Net>;

public:
    /// Bytes of memory that suffice for a blob of Net: in int8 for one of bytes but for its last layer, as weights_tool quantize
    /// makes it unless a layer loses too much; in single precision for any.
    static constexpr std::size_t memory_size = model::fixed_bytes<Net>(Build::most_needs());

    /// Bytes of memory that this blob needs. Error: as open(), but for the memory.
    static Outcome<std::size_t> memory_needed(ByteView bytes) { return deliver(try_memory_needed(bytes)); }
    static Result<std::size_t> try_memory_needed(ByteView bytes) {
        const Result<blob::Blob> blob = blob::Blob::open(bytes, {false});
        if (!blob) return blob.error();
        const Result<Needs> needs = check(*blob);
        if (!needs) return needs.error();
        return model::fixed_bytes<Net>(*needs);
    }

    /// `bytes`: of a blob of Net; they, and `block`, must outlive the embedder. `block`: memory_needed() bytes or more, from a
    /// multiple of 64 on. Error: a damaged blob, another network, tensors that do not fit it, too little memory, or a failed self-test.
    static Outcome<FixedEmbedder> open(ByteView bytes, Span<std::uint8_t> block, const FixedOpenOptions& options = {}) {
        return deliver(try_open(bytes, block, options));
    }
    FACENET_COLD static Result<FixedEmbedder> try_open(ByteView bytes, Span<std::uint8_t> block, const FixedOpenOptions& options = {}) {
        const Result<blob::Blob> blob = blob::Blob::open(bytes, {options.verify_checksum});
        if (!blob) return blob.error();
        const Result<Needs> needs = check(*blob);
        if (!needs) return needs.error();
        const std::size_t wanted = model::fixed_bytes<Net>(*needs);
        if (block.size() < wanted) return mismatch({"embedder, memory"}, {wanted, " bytes"}, {block.size()});
        if (reinterpret_cast<std::uintptr_t>(block.data()) % kAlignment != 0)
            return mismatch({"embedder, memory"}, {"an address that is a multiple of ", kAlignment}, {"another"});
        std::memset(block.data(), 0, wanted);
        Pieces pieces(block.data());
        const typename Build::Parts parts(*needs, pieces);
        Result<typename Build::Program> program = Build::build(*blob, *needs, parts);
        if (!program) return program.error();
        FixedEmbedder embedder(blob->recipe(), std::move(*program), parts.workspace, pieces.take<std::uint8_t>(kChip));
        if (options.self_test)
            if (Result<void> r = embedder.run_self_test(*blob); !r) return r.error();
        return embedder;
    }

    const RecipeView& recipe() const { return recipe_; }

    /// Embeds a crop, prepared as the recipe says but for its size: another size is resampled. Error: an empty view.
    Outcome<Embedding> embed(const ImageView& crop) { return deliver(try_embed(crop)); }
    Result<Embedding> try_embed(const ImageView& crop) {
        if (Result<void> r = model::cut_crop(recipe_, crop, chip_); !r) return r.error();
        model::standardise(recipe_, chip_, program_.input(workspace_));
        program_.run(workspace_);
        return Embedding(program_.output(workspace_), recipe_.embedding_size);
    }

private:
    using Needs = typename Build::Needs;
    static constexpr std::size_t kChip = Net::Input::dims.size();
    static_assert(Net::embedding_size <= kMaxEmbeddingSize, "facenet: an embedding has at most kMaxEmbeddingSize numbers");

    FixedEmbedder(const RecipeView& recipe, typename Build::Program&& program, float* workspace, std::uint8_t* chip)
        : recipe_(recipe), program_(std::move(program)), workspace_(workspace), chip_(chip) {}

    FACENET_COLD static Result<Needs> check(const blob::Blob& blob) {
        const RecipeView& recipe = blob.recipe();
        if (!model::is_recipe_of<Net>(recipe)) return model::other_network({Net::name, model::precision_title(model::Build<Net>::precision)}, recipe);
        if (Result<void> r = model::check_sizes(Net::name, Net::Input::dims, Net::embedding_size, recipe); !r) return r.error();
        return Build::needs(blob);
    }
    FACENET_COLD Result<void> run_self_test(const blob::Blob& blob) {
        const Result<model::SelfTest> test = model::SelfTest::of(blob);
        if (!test) return test.error();
        const Result<Embedding> got = try_embed(test->crop());
        return got ? test->judge(*got) : Result<void>(got.error());
    }

    RecipeView recipe_;
    typename Build::Program program_;
    float* workspace_;
    std::uint8_t* chip_;
};

FACENET_NAMESPACE_END
