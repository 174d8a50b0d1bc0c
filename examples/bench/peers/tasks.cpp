// SPDX-License-Identifier: MIT
#include "tasks.hpp"

#include <cstring>
#include <fstream>
#include <stdexcept>

#include <facenet/blob_file.hpp>
#include <facenet/detect.hpp>
#include <facenet/int8.hpp>

#include "openface_without_lrn.hpp"

namespace bench {
namespace {

/// The smallest face of the detector's photo; detectors.py says the same.
constexpr float kMinFaceSize = 40;
/// The faces in a file of input.
constexpr int kFaces = 8;

template <class T>
T taken(facenet::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message());
    return std::move(*result);
}

facenet::Isa isa_of(const std::string& name) {
    if (name == "auto") return facenet::best_isa();
    for (const facenet::Isa isa : facenet::kAllIsas)
        if (name == facenet::isa_name(isa)) {
            if (facenet::isa_available(isa)) return isa;
            throw std::runtime_error("the processor has no " + name);
        }
    throw std::runtime_error("isa: expected auto, reference, native, avx2 or avx512, found '" + name + "'");
}

std::string file_of(const Request& request, const char* name) {
    return request.folder + "/" + name;
}

std::string blob_of(const Request& request) {
    return file_of(request,
                   request.precision == "fp32" ? "facenet.blob" : ("facenet." + request.precision + ".blob").c_str());
}

std::string input_of(const Request& request) {
    return file_of(request,
                   request.precision == "fp32" ? "input.f32" : ("input." + request.precision + ".f32").c_str());
}

facenet::OpenedEmbedder open_embedder(const Request& request, facenet::ByteView blob) {
    facenet::OpenOptions options;
    options.isa = isa_of(request.isa);
    if (request.network == kOpenfaceWithoutLrn) return facenet::Embedder<OpenfaceWithoutLrn>::open(blob, options);
    return facenet::AnyPrecisionEmbedder::open(blob, options);
}

class EmbeddingTask : public Task {
public:
    explicit EmbeddingTask(const Request& request)
        : blob_(facenet::BlobFile::open(blob_of(request))),
          embedder_(open_embedder(request, blob_)),
          batch_(request.batch),
          count_(request.precision == "fp32" ? request.batch : kFaces) {
        if (request.threads > 1) team_ = taken(facenet::ThreadTeam::make(request.threads));
        workspace_ = taken(facenet::AlignedBuffer::make(model().workspace_size(request.threads, batch_)));
        faces_.resize(static_cast<std::size_t>(count_) * model().input_dims().size());
        embeddings_.resize(static_cast<std::size_t>(batch_) * model().output_dims().size());
        const std::string input = input_of(request);
        std::ifstream file(input, std::ios::binary);
        if (!file.read(reinterpret_cast<char*>(faces_.data()),
                       static_cast<std::streamsize>(faces_.size() * sizeof(float))))
            throw std::runtime_error(input + ": expected " + std::to_string(faces_.size()) + " floats");
    }

    void run() override { run_batch(0); }
    std::vector<float> values() override {
        std::vector<float> all;
        for (int first = 0; first + batch_ <= count_; first += batch_) {
            run_batch(first);
            all.insert(all.end(), embeddings_.begin(), embeddings_.end());
        }
        return all;
    }
    const char* isa() const override { return facenet::isa_name(embedder_.isa()); }

private:
    const facenet::model::Model& model() const { return embedder_.model(); }

    void run_batch(int first) {
        const std::size_t in = model().input_dims().size(), out = model().output_dims().size();
        float* const maps = workspace_.data();
        // The network writes over its input, so that copying it is part of every run.
        for (int i = 0; i < batch_; ++i)
            std::memcpy(model().input(maps, i), faces_.data() + static_cast<std::size_t>(first + i) * in,
                        in * sizeof(float));
        model().run(maps, team_.get(), batch_);
        for (int i = 0; i < batch_; ++i)
            std::memcpy(embeddings_.data() + static_cast<std::size_t>(i) * out, model().output(maps, i),
                        out * sizeof(float));
    }

    facenet::BlobFile blob_;
    facenet::OpenedEmbedder embedder_;
    int batch_, count_;
    facenet::AlignedBuffer workspace_;
    std::unique_ptr<facenet::ThreadTeam> team_;
    std::vector<float> faces_, embeddings_;
};

/// A binary PPM as Pillow writes it.
struct Photo {
    std::vector<std::uint8_t> pixels;
    int width = 0, height = 0;

    static Photo read(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        Photo photo;
        std::string magic;
        int most = 0;
        file >> magic >> photo.width >> photo.height >> most;
        file.get();
        if (!file || magic != "P6" || most != 255 || photo.width < 1 || photo.height < 1)
            throw std::runtime_error(path + ": expected a binary PPM");
        photo.pixels.resize(std::size_t{3} * static_cast<std::size_t>(photo.width) *
                            static_cast<std::size_t>(photo.height));
        if (!file.read(reinterpret_cast<char*>(photo.pixels.data()), static_cast<std::streamsize>(photo.pixels.size())))
            throw std::runtime_error(path + ": expected more pixels");
        return photo;
    }
    facenet::ImageView view() const {
        return {pixels.data(), width, height, std::ptrdiff_t{3} * width, facenet::PixelFormat::rgb};
    }
};

facenet::Detector open_detector(const Request& request) {
    const auto blob = facenet::BlobFile::open(blob_of(request));
    facenet::OpenOptions options;
    options.isa = isa_of(request.isa);
    return facenet::Detector::open(blob, options);
}

class DetectionTask : public Task {
public:
    explicit DetectionTask(const Request& request)
        : detector_(open_detector(request)), photo_(Photo::read(file_of(request, "photo.ppm"))) {
        options_.min_face_size = kMinFaceSize;
    }

    void run() override { faces_ = detector_.detect(photo_.view(), options_); }
    std::vector<float> values() override {
        std::vector<float> values;
        for (const facenet::Face& face : faces_)
            for (const float v : {face.box.left, face.box.top, face.box.right, face.box.bottom, face.score})
                values.push_back(v);
        return values;
    }
    const char* isa() const override { return facenet::isa_name(detector_.isa()); }

private:
    facenet::Detector detector_;
    Photo photo_;
    facenet::DetectorOptions options_;
    std::vector<facenet::Face> faces_;
};

}  // namespace

std::unique_ptr<Task> open_task(const Request& request) {
    if (request.network == "mtcnn") return std::make_unique<DetectionTask>(request);
    return std::make_unique<EmbeddingTask>(request);
}

}  // namespace bench
