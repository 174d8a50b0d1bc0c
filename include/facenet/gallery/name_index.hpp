// SPDX-License-Identifier: MIT
/// From names to identities' numbers.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "snapshot.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// Its entries are hints that find() checks against a snapshot. So a name may be noted before the change is certain,
/// and one index serves older and newer snapshots; several threads may use it.
class NameIndex {
public:
    std::optional<std::uint32_t> find(const Snapshot& snapshot, const std::string& name) const {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto entry = numbers_.find(name);
        if (entry == numbers_.end() || entry->second >= snapshot.identity_limit()) return std::nullopt;
        const Identity* identity = snapshot.identity(entry->second);
        if (identity == nullptr || identity->name != name) return std::nullopt;
        return entry->second;
    }
    void note(const std::string& name, std::uint32_t number) {
        const std::lock_guard<std::mutex> lock(mutex_);
        numbers_[name] = number;
    }
    void forget(const std::string& name) {
        const std::lock_guard<std::mutex> lock(mutex_);
        numbers_.erase(name);
    }

private:
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

/// Makes the snapshot's next out of it. Error: there is no identity of that name, or one of the new name.
inline Result<void> apply(const Change& change, Snapshot& snapshot, NameIndex& index) {
    const std::optional<std::uint32_t> number = index.find(snapshot, change.name);
    if (!number && change.kind != ChangeKind::add)
        return mismatch_error("gallery", "an identity named '" + change.name + "'", "none");
    switch (change.kind) {
    case ChangeKind::add: {
        if (number) {
            snapshot.add_shots(*number, change.shots);
            break;
        }
        const Result<std::uint32_t> added = snapshot.add_identity(change.name, change.shots);
        if (!added) return added.error();
        index.note(change.name, *added);
        break;
    }
    case ChangeKind::replace: snapshot.replace_shots(*number, change.shots); break;
    case ChangeKind::remove: snapshot.remove(*number); break;
    case ChangeKind::rename:
        if (index.find(snapshot, change.new_name))
            return mismatch_error("gallery", "no identity named '" + change.new_name + "'", "one");
        snapshot.rename(*number, change.new_name);
        index.note(change.new_name, *number);
        break;
    }
    return {};
}

/// To be called when a change that was applied is certain: drops the hints that lead nowhere now.
inline void forget_old_name(const Change& change, NameIndex& index) {
    if (change.kind == ChangeKind::remove || change.kind == ChangeKind::rename) index.forget(change.name);
}

}  // namespace gallery
FACENET_NAMESPACE_END
