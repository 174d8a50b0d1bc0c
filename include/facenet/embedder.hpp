// SPDX-License-Identifier: MIT
/// From a face to its embedding.
///
///     auto embedder = facenet::Embedder<facenet::nets::DlibResnet>::open(blob_bytes);
///     facenet::Embedding e = embedder.embed(crop);
#pragma once

#if defined(FACENET_NO_HEAP)
#error "facenet: an Embedder has memory of its own; with FACENET_NO_HEAP, use FixedEmbedder (fixed_embedder.hpp)"
#endif

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "align.hpp"
#include "blob/reader.hpp"
#include "data/embedding.hpp"
#include "data/face.hpp"
#include "image/image.hpp"
#include "model/build.hpp"
#include "model/crop.hpp"
#include "model/kernel_choice.hpp"
#include "model/self_test.hpp"
#include "model/standardise.hpp"
#include "open_options.hpp"
#include "data/recipe.hpp"

FACENET_NAMESPACE_BEGIN

/// What one thread needs to embed: made once by Embedder::workspace(), used again and again, by one thread at a time.
class Workspace {
public:
    Workspace() = default;

private:
    friend class OpenedEmbedder;
    AlignedBuffer maps_;
    std::unique_ptr<ThreadTeam> team_;
    int batch_ = 1;
    std::vector<std::uint8_t> chip_;
    WarpScratch warp_;
};

/// An opened model. Immutable: threads share one, each with a Workspace of its own.
class OpenedEmbedder {
public:
    const Recipe& recipe() const { return recipe_; }
    /// The kernels in use.
    Isa isa() const { return isa_; }
    const model::Model& model() const { return *model_; }

    /// `threads`: how many work together; they belong to the workspace. `batch`: how many faces go through the network
    /// at once, at most, where several are given. Results depend on neither, bit for bit. Error: a number outside 1 to
    /// 64, out of memory or threads.
    Outcome<Workspace> workspace(int threads = 1, int batch = 1) const { return deliver(try_workspace(threads, batch)); }
    Result<Workspace> try_workspace(int threads = 1, int batch = 1) const {
        if (threads < 1 || threads > 64) return mismatch_error("workspace, threads", "1 to 64", std::to_string(threads));
        if (batch < 1 || batch > 64) return mismatch_error("workspace, batch", "1 to 64", std::to_string(batch));
        return guarded<Workspace>("workspace", [&]() -> Result<Workspace> {
            Result<AlignedBuffer> maps = AlignedBuffer::make(model_->workspace_size(threads, batch));
            if (!maps) return maps.error();
            Workspace w;
            if (threads > 1) {
                Result<std::unique_ptr<ThreadTeam>> team = ThreadTeam::make(threads);
                if (!team) return team.error();
                w.team_ = std::move(*team);
            }
            w.maps_ = std::move(*maps);
            w.batch_ = batch;
            w.chip_.resize(model_->input_dims().size());
            return w;
        });
    }

    /// Embeds a crop, prepared as the recipe says but for its size: another size is resampled. Allocates nothing.
    /// Error: an empty view, or a workspace of another model.
    Outcome<Embedding> embed(const ImageView& crop, Workspace& w) const { return deliver(try_embed(crop, w)); }
    Result<Embedding> try_embed(const ImageView& crop, Workspace& w) const {
        Embedding embedding;
        if (Result<void> r = try_embed(&crop, 1, w, &embedding); !r) return r.error();
        return embedding;
    }
    /// Embeds crops in batches as large as the workspace has been made for, which takes less time than one by one.
    Outcome<std::vector<Embedding>> embed(const std::vector<ImageView>& crops, Workspace& w) const {
        return deliver(try_embed(crops, w));
    }
    Result<std::vector<Embedding>> try_embed(const std::vector<ImageView>& crops, Workspace& w) const {
        return collect(crops.size(), [&](Embedding* to) { return try_embed(crops.data(), crops.size(), w, to); });
    }
    /// The same into embeddings[0] to [count - 1]. Allocates nothing. After an error they are unspecified.
    Result<void> try_embed(const ImageView* crops, std::size_t count, Workspace& w, Embedding* embeddings) const {
        return embed_batches(count, w, embeddings, [&](std::size_t i) -> Result<void> {
            return model::cut_crop(recipe_, crops[i], w.chip_.data());
        });
    }

    /// Cuts a face out of a photo as the recipe wants it, and embeds it. Error: as align() and embed().
    Outcome<Embedding> embed(const ImageView& photo, const Face& face, Workspace& w) const {
        return deliver(try_embed(photo, face, w));
    }
    Result<Embedding> try_embed(const ImageView& photo, const Face& face, Workspace& w) const {
        Embedding embedding;
        if (Result<void> r = try_embed(photo, &face, 1, w, &embedding); !r) return r.error();
        return embedding;
    }
    /// All faces of a photo, in their order and in batches.
    Outcome<std::vector<Embedding>> embed(const ImageView& photo, const std::vector<Face>& faces, Workspace& w) const {
        return deliver(try_embed(photo, faces, w));
    }
    Result<std::vector<Embedding>> try_embed(const ImageView& photo, const std::vector<Face>& faces, Workspace& w) const {
        return collect(faces.size(), [&](Embedding* to) { return try_embed(photo, faces.data(), faces.size(), w, to); });
    }
    /// The same into embeddings[0] to [count - 1]. After an error they are unspecified.
    Result<void> try_embed(const ImageView& photo, const Face* faces, std::size_t count, Workspace& w, Embedding* embeddings) const {
        return embed_batches(count, w, embeddings, [&](std::size_t i) {
            return try_align(photo, faces[i].box, faces[i].landmarks, recipe_.alignment, recipe_.width, recipe_.height,
                             w.chip_.data(), w.warp_);
        });
    }

    /// As above with a workspace of their own: convenient, but they allocate.
    Outcome<Embedding> embed(const ImageView& crop) const {
        return with_workspace([&](Workspace& w) { return try_embed(crop, w); });
    }
    Outcome<Embedding> embed(const ImageView& photo, const Face& face) const {
        return with_workspace([&](Workspace& w) { return try_embed(photo, face, w); });
    }

protected:
    /// Reads a blob for one of several networks; `build` makes weights and program of the one that the blob names.
    template <class... Nets>
    FACENET_COLD static Result<OpenedEmbedder> open_any(ByteView bytes, const OpenOptions& options) {
        static_assert(sizeof...(Nets) > 0, "facenet: an Embedder needs at least one network");
        static_assert(((Nets::embedding_size <= kMaxEmbeddingSize) && ...), "facenet: an embedding has at most kMaxEmbeddingSize numbers");
        Result<blob::Blob> blob = blob::Blob::open(bytes, {options.verify_checksum});
        if (!blob) return blob.error();
        return guarded<OpenedEmbedder>("embedder", [&]() -> Result<OpenedEmbedder> {
            OpenedEmbedder opened;
            opened.recipe_ = blob->recipe();
            const Result<Isa> isa = model::choose_isa(opened.recipe_, options.isa);
            if (!isa) return isa.error();
            opened.isa_ = *isa;
            bool known = false;
            Result<void> built;
            ((known = known || (model::is_recipe_of<Nets>(blob->recipe()) && (built = opened.template build<Nets>(*blob, options.keep_bytes), true))), ...);
            if (!known) {
                std::string names;
                for (const std::string& name : {std::string(Nets::name) + model::precision_title(model::Build<Nets>::precision)...})
                    names += (names.empty() ? "" : ", ") + name;
                return model::other_network({names}, blob->recipe());
            }
            if (!built) return built.error();
            if (options.self_test)
                if (Result<void> r = opened.run_self_test(*blob); !r) return r.error();
            return opened;
        });
    }

private:
    template <class Net>
    FACENET_COLD Result<void> build(const blob::Blob& blob, bool keep_bytes) {
        if (Result<void> r = model::check_sizes(Net::name, Net::Input::dims, Net::embedding_size, recipe_); !r) return r;
        Result<std::unique_ptr<const model::Model>> built = model::Build<Net>::build(blob, isa_, keep_bytes);
        if (!built) return built.error();
        model_ = std::move(*built);
        return {};
    }

    Result<void> check(const Workspace& w) const {
        const int threads = w.team_ == nullptr ? 1 : w.team_->size();
        if (w.maps_.size() == model_->workspace_size(threads, w.batch_) && w.chip_.size() == model_->input_dims().size()) return {};
        return mismatch_error("embed, workspace", std::to_string(model_->workspace_size(threads, w.batch_)) + " floats, from workspace() of this model",
                        std::to_string(w.maps_.size()));
    }

    /// `cut(i)` puts the i-th face's pixels into the workspace's chip.
    template <class Cut>
    Result<void> embed_batches(std::size_t count, Workspace& w, Embedding* embeddings, Cut cut) const {
        if (Result<void> r = check(w); !r) return r;
        float* maps = w.maps_.data();
        for (std::size_t first = 0; first < count;) {
            const auto images = static_cast<int>(std::min(count - first, static_cast<std::size_t>(w.batch_)));
            for (int i = 0; i < images; ++i) {
                if (Result<void> r = cut(first + static_cast<std::size_t>(i)); !r) return r;
                model::standardise(recipe_, w.chip_.data(), model_->input(maps, i));
            }
            model_->run(maps, w.team_.get(), images);
            for (int i = 0; i < images; ++i)
                embeddings[first++] = Embedding(model_->output(maps, i), recipe_.embedding_size);
        }
        return {};
    }
    template <class Fn>
    static Result<std::vector<Embedding>> collect(std::size_t count, Fn fn) {
        return guarded<std::vector<Embedding>>("embed", [&]() -> Result<std::vector<Embedding>> {
            std::vector<Embedding> embeddings(count);
            if (Result<void> r = fn(embeddings.data()); !r) return r.error();
            return embeddings;
        });
    }

    template <class Fn>
    Outcome<Embedding> with_workspace(Fn fn) const {
        Result<Workspace> w = try_workspace();
        if (!w) return deliver(Result<Embedding>(w.error()));
        return deliver(fn(*w));
    }

    FACENET_COLD Result<void> run_self_test(const blob::Blob& blob) const {
        const Result<model::SelfTest> test = model::SelfTest::of(blob);
        if (!test) return test.error();
        Result<Workspace> w = try_workspace();
        if (!w) return w.error();
        const Result<Embedding> got = try_embed(test->crop(), *w);
        return got ? test->judge(*got) : Result<void>(got.error());
    }

    Recipe recipe_;
    Isa isa_ = Isa::native;
    std::unique_ptr<const model::Model> model_;
};

/// Opens blobs of the networks it lists (nets/*.hpp), and no others: the program holds the code of these only.
template <class... Nets>
class Embedder : public OpenedEmbedder {
public:
    /// `blob`: the bytes of a blob, needed only during the call (but see OpenOptions::keep_bytes). Error: a damaged blob, another network, tensors that do
    /// not fit it, no memory, or a failed self-test.
    static Outcome<Embedder> open(ByteView blob, const OpenOptions& options = {}) { return deliver(try_open(blob, options)); }
    static Result<Embedder> try_open(ByteView blob, const OpenOptions& options = {}) {
        Result<OpenedEmbedder> opened = OpenedEmbedder::open_any<Nets...>(blob, options);
        if (!opened) return opened.error();
        return Embedder(std::move(*opened));
    }

private:
    explicit Embedder(OpenedEmbedder&& opened) : OpenedEmbedder(std::move(opened)) {}
};

FACENET_NAMESPACE_END
