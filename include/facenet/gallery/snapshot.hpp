// SPDX-License-Identifier: MIT
/// What a gallery holds at one moment. Copies share their memory and stay as they are, so that searches go on in one
/// while the next is made.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "../bytes/rows.hpp"
#include "change.hpp"
#include "growing_array.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

struct Identity {
    std::string name;
    std::vector<std::size_t> rows;  ///< of its shots, ascending
};

class Snapshot {
public:
    Snapshot(Stamp stamp, Storage storage) : stamp_(std::move(stamp)), storage_(storage) {}

    const Stamp& stamp() const { return stamp_; }
    Storage storage() const { return storage_; }

    /// Rows, also removed ones, until the gallery is compacted.
    std::size_t rows() const { return groups_.size(); }
    std::size_t removed_rows() const { return removed_rows_; }
    /// The embeddings where they are stored as floats; else no rows. Valid as long as a copy of this snapshot.
    FloatRows float_rows() const {
        return {floats_.data(), storage_ == Storage::floats ? rows() : 0, stamp_.embedding_size};
    }
    /// The embeddings where they are stored as bytes; else no rows.
    ByteRows byte_rows() const {
        return {bytes_.data(), has_scales(stamp_, storage_) ? scales_.data() : nullptr,
                storage_ == Storage::bytes ? rows() : 0, stamp_.embedding_size};
    }
    /// The identity of each row, [rows()]; kNoGroup: removed.
    const std::uint32_t* groups() const { return groups_.data(); }

    /// Identities have the numbers below it, in the order in which they were enrolled; removed ones stay free.
    std::size_t identity_limit() const { return identities_.size(); }
    std::size_t identities() const { return identities_.size() - removed_identities_; }
    /// Null: removed.
    const Identity* identity(std::size_t number) const { return identities_[number].get(); }

    /// Adds an identity and returns its number. Error: there are as many as numbers.
    Result<std::uint32_t> add_identity(const std::string& name, const Shots& shots) {
        if (identities_.size() >= kNoGroup) return Error("gallery: all 4294967295 numbers of identities are used");
        const auto number = static_cast<std::uint32_t>(identities_.size());
        auto identity = std::make_shared<Identity>();
        identity->name = name;
        append_rows(shots, number, *identity);
        identities_.append(std::move(identity));
        return number;
    }
    void add_shots(std::uint32_t number, const Shots& shots) { append_rows(shots, number, changeable(number)); }
    void replace_shots(std::uint32_t number, const Shots& shots) {
        Identity& identity = changeable(number);
        remove_rows(identity);
        identity.rows.clear();
        append_rows(shots, number, identity);
    }
    void rename(std::uint32_t number, const std::string& name) { changeable(number).name = name; }
    void remove(std::uint32_t number) {
        remove_rows(*identities_[number]);
        identities_.detach()[number] = nullptr;
        ++removed_identities_;
    }

    /// At most kMaxShots of an identity's shots, from the `first` on.
    Shots shots_of(const Identity& identity, std::size_t first = 0) const {
        const std::size_t size = static_cast<std::size_t>(stamp_.embedding_size);
        Shots shots;
        shots.count = std::min(identity.rows.size() - first, kMaxShots);
        for (std::size_t i = first; i < first + shots.count; ++i) {
            const std::size_t row = identity.rows[i];
            if (storage_ == Storage::floats)
                shots.floats.insert(shots.floats.end(), floats_.data() + row * size, floats_.data() + (row + 1) * size);
            else shots.bytes.insert(shots.bytes.end(), bytes_.data() + row * size, bytes_.data() + (row + 1) * size);
            if (has_scales(stamp_, storage_)) shots.scales.push_back(scales_[row]);
        }
        return shots;
    }

    /// Calls fn(Change), an `add`, for every identity (several times where it has more than kMaxShots), in order; stops
    /// at the first Error. Done to an empty gallery, these make this one without what was removed.
    template <class Fn>
    Result<void> for_each_change(const Fn& fn) const {
        for (const std::shared_ptr<Identity>& identity : identities_)
            for (std::size_t first = 0; identity != nullptr && first < identity->rows.size(); first += kMaxShots)
                if (Result<void> r = fn(Change{ChangeKind::add, identity->name, {}, shots_of(*identity, first)}); !r)
                    return r;
        return {};
    }

private:
    void append_rows(const Shots& shots, std::uint32_t group, Identity& identity) {
        for (std::size_t i = 0; i < shots.count; ++i)
            identity.rows.push_back(groups_.size() + i);
        floats_.append(shots.floats.data(), shots.floats.size());
        bytes_.append(shots.bytes.data(), shots.bytes.size());
        scales_.append(shots.scales.data(), shots.scales.size());
        const std::vector<std::uint32_t> groups(shots.count, group);
        groups_.append(groups.data(), groups.size());
    }
    void remove_rows(const Identity& identity) {
        std::uint32_t* groups = groups_.detach();
        for (const std::size_t row : identity.rows)
            groups[row] = kNoGroup;
        removed_rows_ += identity.rows.size();
    }
    /// An identity of this snapshot's own.
    Identity& changeable(std::uint32_t number) {
        std::shared_ptr<Identity>& identity = identities_.detach()[number];
        if (identity.use_count() > 1) identity = std::make_shared<Identity>(*identity);
        return *identity;
    }

    Stamp stamp_;
    Storage storage_;
    GrowingArray<float> floats_, scales_;
    GrowingArray<std::int8_t> bytes_;
    GrowingArray<std::uint32_t> groups_;
    GrowingArray<std::shared_ptr<Identity>> identities_;
    std::size_t removed_rows_ = 0, removed_identities_ = 0;
};

}  // namespace gallery
FACENET_NAMESPACE_END
