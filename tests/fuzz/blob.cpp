// SPDX-License-Identifier: MIT
/// The reader of blobs: with the checksum, and without it as if an attacker had made it right.
#include "facenet/blob/reader.hpp"
#include "facenet/blob/writer.hpp"
#include "fuzz/recipes.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

bool read(ByteView input, bool verify_checksum) {
    facenet::blob::ReadOptions options;
    options.verify_checksum = verify_checksum;
    const auto blob = facenet::blob::Blob::open(input, options);
    if (!blob) return false;
    std::vector<float> values;
    for (const facenet::blob::TensorView& tensor : blob->tensors()) {
        values.resize(tensor.size());
        tensor.read(0, values.size(), values.data());
        const auto found = blob->find(tensor.name);
        promise(found && found->bytes.data == tensor.bytes.data, "every tensor is found by its name");
    }
    return true;
}

}  // namespace

bool run(ByteView input) {
    const bool sealed = read(input, true), other = read(input, false);
    promise(other || !sealed, "what opens with its checksum opens without");
    return sealed;
}

std::vector<Bytes> seeds() {
    std::vector<Bytes> all;
    for (const facenet::Recipe& recipe : recipes()) {
        facenet::blob::Writer writer(recipe);
        all.push_back(writer.bytes());
        writer.add("a/weights", {1, 1, 3, 2}, std::vector<float>(6, 0.5f));
        writer.add("a/bias", {2}, {1, 2}, facenet::blob::DType::f16);
        writer.add_bytes("b", {2, 3}, {1, 2, 3, 4, 5, 6});
        writer.add_bytes("c", {4}, {1, 2, 3, 4}, facenet::blob::DType::s8);
        all.push_back(writer.bytes());
    }
    return all;
}

}  // namespace fuzz
