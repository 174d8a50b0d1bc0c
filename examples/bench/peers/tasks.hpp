// SPDX-License-Identifier: MIT
/// What the worker can be asked to do again and again.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace bench {

struct Request {
    std::string network;
    std::string folder;  // as export.py fills it
    std::string precision;
    std::string isa;  // "auto": the best there is
    int threads = 1;
    int batch = 1;
};

/// An opened model and its input. Errors are exceptions.
class Task {
public:
    virtual ~Task() = default;
    /// What is timed: the embeddings of all faces of the batch, or the faces of the photo.
    virtual void run() = 0;
    /// The embeddings of the batch (but of all faces of the file where the precision is not fp32), or left, top, right,
    /// bottom and score of every face that the last run found.
    virtual std::vector<float> values() = 0;
    /// The kernels in use.
    virtual const char* isa() const = 0;
};

std::unique_ptr<Task> open_task(const Request& request);

}  // namespace bench
