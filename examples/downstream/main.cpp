// SPDX-License-Identifier: MIT
/// door_opener DETECTOR.blob EMBEDDER.blob KNOWN_FOLDER FRAME...
/// KNOWN_FOLDER holds a photo of each known person, named after them (anna.jpg). Each FRAME is a photo of the camera's.
#include <cstdio>
#include <exception>
#include <filesystem>

#include <facenet/blob_file.hpp>
#include <facenet/detect.hpp>
#include <facenet/embedder.hpp>
#include <facenet/image_file.hpp>
#include <facenet/nets/dlib_resnet.hpp>

#include "door/door_opener.hpp"

namespace {

door::KnownPeople read_known_people(const std::filesystem::path& folder, const door::Eyes& eyes,
                                    const facenet::Recipe& recipe) {
    door::KnownPeople people(recipe);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const facenet::Image photo = facenet::load_image(entry.path().string());
        const auto faces = eyes.detect(photo);
        if (faces.size() != 1)
            throw facenet::Error(entry.path().string() + ": expected 1 face, found " + std::to_string(faces.size()));
        people.add(entry.path().stem().string(), eyes.embed(photo, faces.front()));
    }
    return people;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 4) {
        std::fprintf(stderr, "usage: door_opener DETECTOR.blob EMBEDDER.blob KNOWN_FOLDER FRAME...\n");
        return 2;
    }
    const facenet::BlobFile detector_blob = facenet::BlobFile::open(argv[1]),
                            embedder_blob = facenet::BlobFile::open(argv[2]);
    const auto detector = facenet::Detector::open(detector_blob);
    const auto embedder = facenet::Embedder<facenet::nets::DlibResnet>::open(embedder_blob);
    const door::Eyes eyes = door::eyes(detector, embedder);
    door::DoorOpener opener(eyes, read_known_people(argv[3], eyes, embedder.recipe()),
                            [](const std::string& line) { std::printf("%s\n", line.c_str()); });
    for (int i = 4; i < argc; ++i)
        opener.on_frame(facenet::load_image(argv[i]));
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "door_opener: %s\n", error.what());
    return 1;
}
