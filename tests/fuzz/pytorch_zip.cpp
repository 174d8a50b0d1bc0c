// SPDX-License-Identifier: MIT
/// PyTorch's zip archives, as they are and with the checksums of stored entries made right.
#include <zlib.h>

#include "fuzz/checkpoints.hpp"

namespace fuzz {
namespace {

using facenet_tool::load_little;

/// Where a record of that signature and of `size` bytes or more begins, from `at` on; SIZE_MAX: nowhere.
std::size_t find_record(const Bytes& zip, std::size_t at, const char* signature, std::size_t size) {
    for (; at + size <= zip.size(); ++at)
        if (std::memcmp(zip.data() + at, signature, 4) == 0) return at;
    return SIZE_MAX;
}

/// Each entry of the directory gets the checksum of its stored bytes, as far as its sizes let find them.
Bytes with_checksums(Bytes zip) {
    constexpr std::size_t kLocal = 30, kCentral = 46;
    for (std::size_t at = 0; (at = find_record(zip, at, "PK\x01\x02", kCentral)) != SIZE_MAX; at += kCentral) {
        const std::size_t size = load_little<std::uint32_t>(&zip[at + 20]),
                          local = load_little<std::uint32_t>(&zip[at + 42]);
        if (load_little<std::uint16_t>(&zip[at + 10]) != 0 || local > zip.size() || zip.size() - local < kLocal)
            continue;
        const std::size_t name = load_little<std::uint16_t>(&zip[local + 26]),
                          extra = load_little<std::uint16_t>(&zip[local + 28]);
        const std::size_t data = local + kLocal + name + extra;
        if (data > zip.size() || size > zip.size() - data) continue;
        const auto checksum = static_cast<std::uint32_t>(crc32(0, zip.data() + data, static_cast<uInt>(size)));
        std::memcpy(&zip[at + 16], &checksum, sizeof checksum);
        std::memcpy(&zip[local + 14], &checksum, sizeof checksum);
    }
    return zip;
}

}  // namespace

bool run(ByteView input) {
    const Bytes zip(input.data, input.data + input.size);
    const bool taken = read_checkpoint(zip);
    read_checkpoint(with_checksums(zip));
    return taken;
}

std::vector<Bytes> seeds() {
    std::vector<Bytes> all = samples({"small.pt", "groups.pt", "parameters.pt", "training.pt", "zip_deflated.pt"});
    using namespace support;
    const std::string tensor = pickled_tensor(pickled_storage("HalfStorage", "0", 4), 0, {2, 2}, {1, 2});
    all.push_back(torch_zip(pickled_dict("w", tensor), {{"0", Bytes(8)}}));
    return all;
}

}  // namespace fuzz
