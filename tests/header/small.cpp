// SPDX-License-Identifier: MIT
// What small.sh compiles: a picture in memory, its faces, and the embedding of the first one; no file, no thread, nothing thrown.
#include <facenet/detect.hpp>
#include <facenet/embedder.hpp>
#include <facenet/image_file.hpp>
#include <facenet/nets/openface_nn4_small2.hpp>

int embed_first(facenet::ByteView picture, facenet::ByteView mtcnn, facenet::ByteView blob, float* to) {
    const auto image = facenet::try_decode_image(picture);
    const auto detector = facenet::Detector::try_open(mtcnn);
    const auto embedder = facenet::Embedder<facenet::nets::OpenfaceNn4Small2>::try_open(blob);
    if (!image || !detector || !embedder) return -1;
    const auto faces = detector->try_detect(*image);
    auto workspace = embedder->try_workspace();
    if (!faces || faces->empty() || !workspace) return -1;
    const auto embedding = embedder->try_embed(*image, faces->front(), *workspace);
    if (!embedding) return -1;
    int n = 0;
    for (const float value : *embedding) to[n++] = value;
    return n;
}
