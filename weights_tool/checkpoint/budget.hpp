// SPDX-License-Identifier: MIT
/// The memory rule of the readers: a file of n bytes, however damaged, costs at most 4 n + 1 MiB.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <new>

#include "facenet/core/error.hpp"

namespace facenet_tool {

/// Counts what a reader takes beside the file itself (n bytes), and throws facenet::Error before more than
/// 3 n + 768 KiB is taken. The rest of a MiB is left for short-lived things: messages, JSON tokens.
/// Containers take their memory through it (std::pmr); what is allocated otherwise is charged by hand.
class Budget final : public std::pmr::memory_resource {
public:
    explicit Budget(std::size_t file_size) { grow(file_size); }

    /// Another file of this size has been read and is kept (a shard).
    void grow(std::size_t file_size) { left_ += 3 * file_size; }

    /// Takes `bytes`, for good or until they are given back.
    void charge(std::size_t bytes) {
        if (bytes > left_)
            throw facenet::Error("refused: reading it would take more than four times the size of the file in memory");
        left_ -= bytes;
    }
    void give_back(std::size_t bytes) { left_ += bytes; }

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        charge(bytes);
        try {
            return std::pmr::new_delete_resource()->allocate(bytes, alignment);
        } catch (...) {
            give_back(bytes);
            throw;
        }
    }
    void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override {
        std::pmr::new_delete_resource()->deallocate(block, bytes, alignment);
        give_back(bytes);
    }
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

    std::size_t left_ = 768 * 1024;
};

}  // namespace facenet_tool
