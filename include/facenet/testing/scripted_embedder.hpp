// SPDX-License-Identifier: MIT
/// An embedder that embeds as the test says.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../core/error.hpp"
#include "../data/embedding.hpp"
#include "../data/face.hpp"
#include "../data/recipe.hpp"
#include "../image/image.hpp"
#include "script.hpp"

FACENET_NAMESPACE_BEGIN

class Workspace;  // embedder.hpp, which brings the kernels

namespace testing {

/// Stands where an Embedder is a template's parameter, or in the function that embeds:
///
///     testing::ScriptedEmbedder embedder(recipe);
///     embedder.on(anna_face, people.shot(0, 0)).then(people.shot(1, 0)).then(Error("out of memory"));
///
/// Answers as Script has it, one call a face. Code that takes an OpenedEmbedder gets testing::tiny_embedder() instead.
/// Error besides the script's: an empty photo, an embedding whose size is not the recipe's. Copies share one script.
class ScriptedEmbedder {
public:
    /// What is asked: the embedding of a crop, or of a face in a photo.
    struct Call {
        ImageView image;
        const Face* face = nullptr;  ///< null where the image is a crop
    };

    explicit ScriptedEmbedder(Recipe recipe) : recipe_(std::move(recipe)) {}

    /// The answer for every crop of these pixels, and every face in a photo of them. Error (in every call): as
    /// Image::from().
    ScriptedEmbedder& on(const ImageView& image, const Embedding& embedding) { return answer_to(image, embedding); }
    ScriptedEmbedder& on(const ImageView& image, Error error) { return answer_to(image, std::move(error)); }
    /// The answer for a face with this very box, in whatever photo.
    ScriptedEmbedder& on(const Face& face, const Embedding& embedding) { return answer_to(face, embedding); }
    ScriptedEmbedder& on(const Face& face, Error error) { return answer_to(face, std::move(error)); }
    /// The answer for the next of the other faces.
    ScriptedEmbedder& then(const Embedding& embedding) { return script_.then(embedding), *this; }
    ScriptedEmbedder& then(Error error) { return script_.then(std::move(error)), *this; }
    /// What embeds all other faces; it may return an Error.
    ScriptedEmbedder& otherwise(std::function<Result<Embedding>(const Call&)> embed) {
        return script_.otherwise(std::move(embed)), *this;
    }
    /// The answer for all other faces.
    ScriptedEmbedder& always(const Embedding& embedding) {
        return otherwise([embedding](const Call&) { return embedding; });
    }

    /// Faces so far, and answers of then() that are left.
    int calls() const { return script_.calls(); }
    int left() const { return script_.left(); }

    // As OpenedEmbedder.
    const Recipe& recipe() const { return recipe_; }
    /// Who calls these includes embedder.hpp.
    template <class W = Workspace>
    Outcome<W> workspace(int threads = 1, int batch = 1) const {
        return deliver(try_workspace<W>(threads, batch));
    }
    template <class W = Workspace>
    Result<W> try_workspace(int = 1, int = 1) const {
        return W();
    }

    Outcome<Embedding> embed(const ImageView& crop) const { return deliver(ask(crop, nullptr)); }
    Outcome<Embedding> embed(const ImageView& crop, Workspace& w) const { return deliver(try_embed(crop, w)); }
    Outcome<Embedding> embed(const ImageView& photo, const Face& face) const { return deliver(ask(photo, &face)); }
    Outcome<Embedding> embed(const ImageView& photo, const Face& face, Workspace& w) const {
        return deliver(try_embed(photo, face, w));
    }
    Outcome<std::vector<Embedding>> embed(const std::vector<ImageView>& crops, Workspace& w) const {
        return deliver(try_embed(crops, w));
    }
    Outcome<std::vector<Embedding>> embed(const ImageView& photo, const std::vector<Face>& faces, Workspace& w) const {
        return deliver(try_embed(photo, faces, w));
    }
    Result<Embedding> try_embed(const ImageView& crop, Workspace&) const { return ask(crop, nullptr); }
    Result<Embedding> try_embed(const ImageView& photo, const Face& face, Workspace&) const {
        return ask(photo, &face);
    }
    Result<std::vector<Embedding>> try_embed(const std::vector<ImageView>& crops, Workspace& w) const {
        std::vector<Embedding> embeddings(crops.size());
        if (Result<void> r = try_embed(crops.data(), crops.size(), w, embeddings.data()); !r) return r.error();
        return embeddings;
    }
    Result<std::vector<Embedding>> try_embed(const ImageView& photo, const std::vector<Face>& faces,
                                             Workspace& w) const {
        std::vector<Embedding> embeddings(faces.size());
        if (Result<void> r = try_embed(photo, faces.data(), faces.size(), w, embeddings.data()); !r) return r.error();
        return embeddings;
    }
    Result<void> try_embed(const ImageView* crops, std::size_t count, Workspace&, Embedding* embeddings) const {
        return ask_all(count, embeddings, [&](std::size_t i) { return ask(crops[i], nullptr); });
    }
    Result<void> try_embed(const ImageView& photo, const Face* faces, std::size_t count, Workspace&,
                           Embedding* embeddings) const {
        return ask_all(count, embeddings, [&](std::size_t i) { return ask(photo, &faces[i]); });
    }

private:
    ScriptedEmbedder& answer_to(const ImageView& image, Result<Embedding> answer) {
        Result<Image> copy = Image::try_from(image);
        if (!copy) script_.when([](const Call&) { return true; }, copy.error());
        else
            script_.when([known = std::move(*copy)](const Call& call) { return same_pixels(known, call.image); },
                         std::move(answer));
        return *this;
    }
    ScriptedEmbedder& answer_to(const Face& face, Result<Embedding> answer) {
        const auto is_it = [box = face.box](const Call& call) {
            return call.face != nullptr && call.face->box.left == box.left && call.face->box.top == box.top &&
                   call.face->box.right == box.right && call.face->box.bottom == box.bottom;
        };
        return script_.when(is_it, std::move(answer)), *this;
    }

    Result<Embedding> ask(const ImageView& image, const Face* face) const {
        if (image.data == nullptr || image.empty())
            return mismatch_error("embed", "a crop of at least one pixel", "an empty view");
        Result<Embedding> answer = script_.ask({image, face});
        if (answer && answer->size() != recipe_.embedding_size)
            return mismatch_error("scripted embedder",
                                  std::to_string(recipe_.embedding_size) + " numbers, as the recipe says",
                                  std::to_string(answer->size()));
        return answer;
    }
    template <class Ask>
    static Result<void> ask_all(std::size_t count, Embedding* embeddings, Ask ask) {
        for (std::size_t i = 0; i < count; ++i) {
            const Result<Embedding> answer = ask(i);
            if (!answer) return answer.error();
            embeddings[i] = *answer;
        }
        return {};
    }

    Recipe recipe_;
    Script<Embedding, Call> script_{"scripted embedder"};
};

}  // namespace testing
FACENET_NAMESPACE_END
