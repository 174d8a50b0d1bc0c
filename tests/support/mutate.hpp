// SPDX-License-Identifier: MIT
/// Damages files for tests: the same seed gives the same damage, everywhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "facenet/core/random.hpp"

namespace support {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : stream_{seed} {}

    std::uint64_t next() { return stream_.bits(thrown_++); }
    /// 0 to limit - 1; limit is at least 1.
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }

private:
    facenet::RandomStream stream_;
    std::uint64_t thrown_ = 0;
};

/// Makes damaged copies of a file, as disks, networks and attackers do.
class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : dice_(seed) {}

    /// A copy with one to four changes, inside the first `reach` bytes where one is given (a header).
    std::vector<std::uint8_t> operator()(const std::vector<std::uint8_t>& original, std::size_t reach = SIZE_MAX) {
        std::vector<std::uint8_t> bytes = original;
        for (std::size_t i = dice_.below(4) + 1; i > 0; --i)
            change(bytes, reach);
        return bytes;
    }

private:
    void change(std::vector<std::uint8_t>& bytes, std::size_t reach) {
        if (bytes.empty()) {
            bytes.push_back(static_cast<std::uint8_t>(dice_.next()));
            return;
        }
        const std::size_t size = std::min(bytes.size(), std::max<std::size_t>(reach, 1));
        const std::size_t at = dice_.below(size);
        const std::size_t length = 1 + dice_.below(std::min<std::size_t>(size - at, 16));
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        const auto to = from + static_cast<std::ptrdiff_t>(length);
        switch (dice_.below(9)) {
        case 0: bytes[at] ^= static_cast<std::uint8_t>(1u << dice_.below(8)); break;
        case 1: bytes[at] = static_cast<std::uint8_t>(dice_.next()); break;
        case 2: put_number(bytes, at); break;
        case 3: std::fill(from, to, static_cast<std::uint8_t>(dice_.below(2) * 0xff)); break;
        case 4: bytes.erase(from, to); break;
        case 5: {  // a part again, or moved
            const std::vector<std::uint8_t> part(from, to);
            const auto where = bytes.begin() + static_cast<std::ptrdiff_t>(dice_.below(size));
            bytes.insert(where, part.begin(), part.end());
            break;
        }
        case 6: {  // a part over another
            const std::size_t other = dice_.below(size);
            const std::vector<std::uint8_t> part(from,
                                                 from + static_cast<std::ptrdiff_t>(std::min(length, size - other)));
            std::copy(part.begin(), part.end(), bytes.begin() + static_cast<std::ptrdiff_t>(other));
            break;
        }
        case 7:  // as text: another digit or mark
            bytes[at] = static_cast<std::uint8_t>("0123456789-.,:[]{}\"\\ecR\n"[dice_.below(25)]);
            break;
        default:
            if (dice_.below(8) == 0) bytes.resize(at);  // the rest is lost; rarely, or little else would be tried
            else std::swap(bytes[at], bytes[dice_.below(size)]);
            break;
        }
    }

    /// A number at the edge of a type, in 1 to 8 bytes.
    void put_number(std::vector<std::uint8_t>& bytes, std::size_t at) {
        static constexpr std::uint64_t kEdges[] = {0,
                                                   1,
                                                   0x7f,
                                                   0x80,
                                                   0xff,
                                                   0x7fff,
                                                   0xffff,
                                                   0x7fffffff,
                                                   0x80000000,
                                                   0xffffffff,
                                                   0x100000000,
                                                   0x3fffffffffffffff,
                                                   0x7fffffffffffffff,
                                                   0x8000000000000000,
                                                   0xffffffffffffffff};
        const std::uint64_t number = kEdges[dice_.below(sizeof(kEdges) / sizeof(kEdges[0]))];
        const std::size_t width = std::size_t{1} << dice_.below(4);
        for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
            bytes[at + i] = static_cast<std::uint8_t>(number >> (8 * i));
    }

    Dice dice_;
};

/// Of so many mutations of a blob, every other one of its recipe, table and first tensors, those that `open` refuses.
/// open(damaged bytes, number of the mutation): whether it was opened.
template <class Open>
unsigned refused_mutations(const std::vector<std::uint8_t>& blob, unsigned count, std::uint64_t seed, Open open) {
    Mutator mutate(seed);
    unsigned refused = 0;
    for (unsigned i = 0; i < count; ++i)
        if (!open(mutate(blob, i % 2 == 0 ? std::size_t{24 * 1024} : SIZE_MAX), i)) ++refused;
    return refused;
}

}  // namespace support
