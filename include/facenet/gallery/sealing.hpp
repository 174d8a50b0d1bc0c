// SPDX-License-Identifier: MIT
/// How a gallery's file is encrypted: the two interfaces through which the gallery asks for it. gallery_encryption.hpp
/// implements them; the gallery itself knows nothing of ciphers.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "../core/error.hpp"
#include "../core/memory.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// Encrypts and authenticates the records of one file. Used by one thread at a time.
class Seal {
public:
    virtual ~Seal() = default;
    /// The bytes encrypted; they open again only with the same context. The last 16 bytes are their tag.
    virtual Result<std::vector<std::uint8_t>> seal(ByteView plain, ByteView context) const = 0;
    /// What seal() was given. Error: another key, or other bytes, or another context.
    virtual Result<std::vector<std::uint8_t>> unseal(ByteView sealed, ByteView context) const = 0;
};

/// A user's key or passphrase, from which files' keys come. May be used by several threads and for several galleries.
class SealingKey {
public:
    virtual ~SealingKey() = default;
    /// Number of the method in the file's header (FORMAT.md, 'Encryption'); not 0.
    virtual std::uint32_t method() const = 0;
    /// What a new file's header says besides: salt and costs.
    virtual Result<std::vector<std::uint8_t>> new_parameters() const = 0;
    /// The seal of the file whose header says `parameters`, which may be anybody's. Error: they break the format's
    /// bounds.
    virtual Result<std::unique_ptr<Seal>> seal_for(ByteView parameters) const = 0;
};

}  // namespace gallery
FACENET_NAMESPACE_END
