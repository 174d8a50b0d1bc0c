// SPDX-License-Identifier: MIT
// people.wasm: who is in these photos? What the page's worker (page/worker.js) calls; a page has one session.
//
// Functions that can fail give a negative number, and problem() then says why until the next of them is called.
#include <algorithm>
#include <facenet/detect.hpp>
#include <facenet/int8.hpp>
#include <memory>
#include <new>

#include "album/grouping.hpp"

namespace {

using Embedder = facenet::Embedder<facenet::Int8<facenet::nets::DlibResnet>>;

/// What the page shows of a face; page/worker.js reads these six floats.
struct ShownFace {
    facenet::Box box;
    float score;    ///< the detector's probability that this is a face
    float quality;  ///< facenet::FaceQuality::score
};

struct Session {
    facenet::Detector detector;
    Embedder embedder;
    facenet::Workspace workspace;

    std::vector<std::uint8_t> pixels;  ///< RGBA of the photo to look at, rows without gaps
    int width = 0, height = 0;
    std::vector<ShownFace> shown;           ///< of the photo that was looked at last
    std::vector<program::Findings> photos;  ///< that were looked at
    std::vector<int> people;                ///< the number of each face's person, in the order of photos and faces

    Session(facenet::ByteView detector_blob, facenet::ByteView embedder_blob)
        : detector(facenet::Detector::open(detector_blob)),
          embedder(Embedder::open(embedder_blob, kept())),
          workspace(embedder.workspace()) {}

private:
    /// The blob stays in memory as long as the page.
    static facenet::OpenOptions kept() {
        facenet::OpenOptions options;
        options.keep_bytes = true;
        return options;
    }
};

std::unique_ptr<Session> session;
std::string what_failed;

/// The result of fn, or -1 where it throws.
template <class Fn>
int guarded(Fn fn) {
    what_failed.clear();
    try {
        return fn();
    } catch (const std::bad_alloc&) {
        what_failed = "out of memory";
    } catch (const std::exception& error) {
        what_failed = error.what();
    }
    return -1;
}

/// From left to right, as the program `facenet` has them.
std::vector<facenet::Face> faces_of(const facenet::ImageView& photo, float min_face) {
    facenet::DetectorOptions options;
    options.min_face_size = min_face;
    std::vector<facenet::Face> faces = session->detector.detect(photo, options);
    std::sort(faces.begin(), faces.end(), [](const facenet::Face& a, const facenet::Face& b) {
        return a.box.left != b.box.left ? a.box.left < b.box.left : a.box.top < b.box.top;
    });
    return faces;
}

}  // namespace

extern "C" {

const char* problem() {
    return what_failed.c_str();
}

/// Opens both blobs, which must stay where they are.
int open_session(const std::uint8_t* detector, std::size_t detector_size, const std::uint8_t* embedder,
                 std::size_t embedder_size) {
    return guarded([&] {
        session = std::make_unique<Session>(facenet::ByteView{detector, detector_size},
                                            facenet::ByteView{embedder, embedder_size});
        return 0;
    });
}

/// Makes room for a photo of that size: its RGBA pixels go to pixels().
int reserve_pixels(int width, int height) {
    return guarded([&] {
        if (const auto size = facenet::check_image_size(width, height, "photo"); !size) throw size.error();
        session->pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
        session->width = width;
        session->height = height;
        return 0;
    });
}
std::uint8_t* pixels() {
    return session->pixels.data();
}

/// Finds and embeds the faces of the photo in pixels(), which becomes the session's next; gives their number. Faces
/// narrower than min_face pixels are not looked for. The faces are in shown_faces() until the next call. One that
/// cannot be embedded is left out, and problem() says why.
int look(float min_face) {
    return guarded([&] {
        const facenet::ImageView photo{session->pixels.data(), session->width, session->height,
                                       std::ptrdiff_t{4} * session->width, facenet::PixelFormat::rgba};
        program::Findings findings;
        session->shown.clear();
        for (const facenet::Face& face : faces_of(photo, min_face)) {
            try {
                const facenet::Embedding embedding = session->embedder.embed(photo, face, session->workspace);
                findings.faces.push_back({face, embedding, facenet::face_quality(photo, face)});
                session->shown.push_back({face.box, face.score, findings.faces.back().quality.score});
            } catch (const facenet::Error& error) {
                what_failed = std::string("a face was left out: ") + error.what();
            }
        }
        session->photos.push_back(std::move(findings));
        return static_cast<int>(session->shown.size());
    });
}
const ShownFace* shown_faces() {
    return session->shown.data();
}

/// Groups the faces of all photos as `facenet people` does; gives the number of people. Whose each face is, is in
/// people() until the next call: numbers from 1, in the order of photos and faces.
int group() {
    return guarded([&] {
        const program::People found = program::group_faces(session->embedder.recipe(), session->photos, {});
        session->people.clear();
        for (const program::Member& member : found.members)
            session->people.push_back(member.person);
        return static_cast<int>(found.faces_of.size());
    });
}
const int* people() {
    return session->people.data();
}

/// Forgets all photos.
void forget() {
    session->photos.clear();
}
}
