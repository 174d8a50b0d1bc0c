// SPDX-License-Identifier: MIT
#include "library.hpp"

#include "facenet/int8.hpp"

namespace facenet_tool {

using namespace facenet;

Result<OpenedEmbedder> open_embedder(ByteView blob, const OpenOptions& options) {
    Result<AnyPrecisionEmbedder> embedder = AnyPrecisionEmbedder::try_open(blob, options);
    if (!embedder) return embedder.error();
    return OpenedEmbedder(std::move(*embedder));
}

Result<Detector> open_detector(ByteView blob) { return Detector::try_open(blob); }
std::vector<Face> detect(const Detector& detector, const ImageView& photo) { return detector.detect(photo); }

const kernels::Kernels& kernels_of(Isa isa) { return kernels::table(isa); }
const kernels::Int8Kernels& byte_kernels() { return kernels::int8_table(best_dot_isa()); }

}  // namespace facenet_tool
