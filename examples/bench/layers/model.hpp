// SPDX-License-Identifier: MIT
/// The library's networks, opened for measuring: from blobs, or with weights made here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "facenet/kernels/table.hpp"
#include "facenet/model/program.hpp"
#include "facenet/model/weights.hpp"

namespace bench {

/// A network ready to run, and the names of its operations.
struct Model {
    facenet::model::Weights weights;
    facenet::model::Program program;
    std::vector<std::string> names;  // as many as operations
    int panel = 1;                   // columns of a panel of weights
    int tile_rows = 1;               // rows of a register tile
};

struct Network {
    std::string name;
    std::string blob_name;  ///< what a blob calls it
    bool embedder = true;
    std::size_t multiply_adds = 0;
    /// An empty view: seeded weights. Throws facenet::Error.
    std::function<Model(facenet::ByteView, facenet::Isa)> open;
};

/// All of the library's, in the order of the README's table.
const std::vector<Network>& networks();
const Network& network(const std::string& name);

/// Opens models when they are asked for. Keeps the last one only: some have half a gigabyte.
class Models {
public:
    /// The networks of this blob are measured with its weights. Throws facenet::Error; returns their names.
    std::vector<std::string> add_blob(const std::string& path);
    const Model& get(const std::string& network, facenet::Isa isa);

private:
    struct Blob;
    std::vector<std::shared_ptr<const Blob>> blobs_;
    std::string last_;
    std::unique_ptr<Model> model_;
};

}  // namespace bench
