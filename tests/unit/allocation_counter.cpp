// SPDX-License-Identifier: MIT
// The operators new and delete of the test program: they count, and fail when asked to (support/allocation_counter.hpp).
#include "support/allocation_counter.hpp"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace support {
AllocationTotals& allocation_totals() {
    thread_local AllocationTotals totals;
    return totals;
}

namespace {

// The size stands in front of the block. 64 bytes keep every alignment that is asked for here.
constexpr std::size_t kFront = 64;

std::atomic<long long> blocks{0};
enum class Failing { none, one, all };
std::atomic<Failing> failing{Failing::none};
std::atomic<long long> until_failure{0};  // calls; 0 and below: it has come

bool fails() {
    if (failing == Failing::none) return false;
    const long long left = --until_failure;
    return left == 0 || (left < 0 && failing == Failing::all);
}

void* allocate(std::size_t size) {
    if (fails()) return nullptr;
    if (size > SIZE_MAX - 2 * kFront) return nullptr;
    void* block = std::aligned_alloc(kFront, (size + 2 * kFront - 1) / kFront * kFront);
    if (block == nullptr) return nullptr;
    *static_cast<std::size_t*>(block) = size;
    ++blocks;
    AllocationTotals& totals = allocation_totals();
    ++totals.count;
    totals.live += static_cast<long long>(size);
    if (totals.live > totals.peak) totals.peak = totals.live;
    return static_cast<char*>(block) + kFront;
}

void release(void* memory) {
    if (memory == nullptr) return;
    void* block = static_cast<char*>(memory) - kFront;
    --blocks;
    allocation_totals().live -= static_cast<long long>(*static_cast<std::size_t*>(block));
    std::free(block);
}

}  // namespace

long long live_blocks() { return blocks; }

FailingAllocations::FailingAllocations(long long first, bool all_after) {
    until_failure = first;
    failing = all_after ? Failing::all : Failing::one;
}
FailingAllocations::~FailingAllocations() { failing = Failing::none; }
bool FailingAllocations::happened() const { return until_failure <= 0; }

}  // namespace support

void* operator new(std::size_t size) {
    if (void* memory = support::allocate(size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return support::allocate(size); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return support::allocate(size); }
void operator delete(void* memory) noexcept { support::release(memory); }
void operator delete(void* memory, std::size_t) noexcept { support::release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { support::release(memory); }
void operator delete[](void* memory) noexcept { support::release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { support::release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { support::release(memory); }
