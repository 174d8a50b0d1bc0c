// SPDX-License-Identifier: MIT
/// Who is who, where a list of pairs only says which photos show the same person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "../../core/config.hpp"

FACENET_NAMESPACE_BEGIN

/// Photos 0 .. count-1, joined into identities.
class Identities {
public:
    explicit Identities(std::size_t photos) : parent_(photos) {
        std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
    }

    /// Both photos show one person, and so do all that were joined with either.
    void join(std::size_t a, std::size_t b) {
        const std::uint32_t root_a = root(a), root_b = root(b);
        // Roots are the lowest of their photos, so that no order of joining changes a number.
        parent_[root_a < root_b ? root_b : root_a] = root_a < root_b ? root_a : root_b;
    }

    /// Of each photo, its identity: numbered from 0 in the order of their first photos.
    std::vector<std::uint32_t> numbers() {
        std::vector<std::uint32_t> result(parent_.size());
        std::uint32_t next = 0;
        for (std::size_t photo = 0; photo < parent_.size(); ++photo) {
            const std::uint32_t first = root(photo);
            result[photo] = first == photo ? next++ : result[first];
        }
        return result;
    }

private:
    std::uint32_t root(std::size_t photo) {
        auto at = static_cast<std::uint32_t>(photo);
        while (parent_[at] != at)
            at = parent_[at] = parent_[parent_[at]];
        return at;
    }

    std::vector<std::uint32_t> parent_;
};

FACENET_NAMESPACE_END
