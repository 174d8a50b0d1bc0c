// SPDX-License-Identifier: MIT
// face SMALL.png CROP.png MTCNN.blob FP32.blob INT8.blob: the faces of a picture, and a crop's embedding in either precision,
// one number a line after the kind of number it is.
#include <cstdio>

#include <facenet/facenet.hpp>
#include <facenet/image_file.hpp>
#include <facenet/int8.hpp>

namespace {

void print(const char* kind, float value) { std::printf("%s %.9g\n", kind, static_cast<double>(value)); }

void print_faces(const char* blob_path, const facenet::Image& picture) {
    const auto blob = facenet::BlobFile::open(blob_path);
    for (const facenet::Face& face : facenet::Detector::open(blob).detect(picture)) {
        print("score", face.score);
        for (const float side : {face.box.left, face.box.top, face.box.right, face.box.bottom}) print("pixel", side);
        for (const facenet::Point& point : face.landmarks) {
            print("pixel", point.x);
            print("pixel", point.y);
        }
    }
}

template <class Net>
void print_embedding(const char* kind, const char* blob_path, const facenet::Image& crop) {
    const auto blob = facenet::BlobFile::open(blob_path);
    const auto embedder = facenet::Embedder<Net>::open(blob);
    for (const float value : embedder.embed(crop)) print(kind, value);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return 2;
    const facenet::Image crop = facenet::load_image(argv[2]);
    print_faces(argv[3], facenet::load_image(argv[1]));
    print_embedding<facenet::nets::DlibResnet>("fp32", argv[4], crop);
    print_embedding<facenet::Int8<facenet::nets::DlibResnet>>("int8", argv[5], crop);
}
