// SPDX-License-Identifier: MIT
/// Keys for galleries that are encrypted at rest, with libsodium (link it: -lsodium).
///
/// A header of its own. Records are sealed with XChaCha20-Poly1305, passphrases become keys by Argon2id
/// (gallery/FORMAT.md, 'Encryption').
#pragma once

#include <sodium.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gallery/bytes.hpp"
#include "gallery/sealing.hpp"

FACENET_NAMESPACE_BEGIN

/// A secret of 32 bytes, wiped when it is done with; not copied.
class GallerySecret {
public:
    static constexpr std::size_t kSize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

    GallerySecret() = default;
    explicit GallerySecret(const std::uint8_t* bytes) { std::copy_n(bytes, kSize, bytes_); }
    GallerySecret(const GallerySecret&) = delete;
    GallerySecret& operator=(const GallerySecret&) = delete;
    ~GallerySecret() { sodium_memzero(bytes_, kSize); }

    std::uint8_t* data() { return bytes_; }
    const std::uint8_t* data() const { return bytes_; }

private:
    std::uint8_t bytes_[kSize] = {};
};

namespace gallery {

/// Before any call of libsodium. Error: it cannot work here.
inline Result<void> start_sodium() {
    if (sodium_init() < 0) return Error("libsodium cannot be initialised");
    return {};
}

inline std::vector<std::uint8_t> random_bytes(std::size_t count) {
    std::vector<std::uint8_t> bytes(count);
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

/// A random nonce of 24 bytes, then the ciphertext and its tag of 16. Random, since a record whose end a crash has torn
/// away is followed by another of its number.
class XChaChaSeal : public Seal {
public:
    XChaChaSeal() = default;
    GallerySecret& key() { return key_; }

    Result<std::vector<std::uint8_t>> seal(ByteView plain, ByteView context) const override {
        std::vector<std::uint8_t> sealed = random_bytes(kNonce);
        sealed.resize(kNonce + plain.size + kTag);
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonce, nullptr, plain.data, plain.size,
                                                   context.data, context.size, nullptr, sealed.data(), key_.data());
        return sealed;
    }
    Result<std::vector<std::uint8_t>> unseal(ByteView sealed, ByteView context) const override {
        const Error refused = mismatch_error("seal", "what the key has sealed in this place of this file",
                                             "other bytes: somebody without the key has changed the file");
        if (sealed.size < kNonce + kTag) return refused;
        std::vector<std::uint8_t> plain(sealed.size - kNonce - kTag);
        const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                                plain.data(), nullptr, nullptr, sealed.data + kNonce, sealed.size - kNonce,
                                context.data, context.size, sealed.data, key_.data()) == 0;
        if (!opened) return refused;
        return plain;
    }

private:
    static constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    static constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    GallerySecret key_;
};

}  // namespace gallery

/// A key of 32 random bytes, kept by the caller (a file, a key store).
class GalleryKey : public gallery::SealingKey {
public:
    /// Copies GallerySecret::kSize bytes.
    static std::shared_ptr<const GalleryKey> from_bytes(const std::uint8_t* bytes) {
        return std::make_shared<const GalleryKey>(bytes);
    }
    explicit GalleryKey(const std::uint8_t* bytes) : secret_(bytes) {}

    std::uint32_t method() const override { return 1; }
    Result<std::vector<std::uint8_t>> new_parameters() const override {
        if (Result<void> r = gallery::start_sodium(); !r) return r.error();
        return gallery::random_bytes(kSalt);
    }
    /// Each file has a key of its own, BLAKE2b of the salt under this key.
    Result<std::unique_ptr<gallery::Seal>> seal_for(ByteView parameters) const override {
        if (Result<void> r = gallery::start_sodium(); !r) return r.error();
        if (parameters.size != kSalt)
            return mismatch_error("key", "a salt of 16 bytes", std::to_string(parameters.size) + " bytes");
        auto seal = std::make_unique<gallery::XChaChaSeal>();
        crypto_generichash(seal->key().data(), GallerySecret::kSize, parameters.data, parameters.size, secret_.data(),
                           GallerySecret::kSize);
        return std::unique_ptr<gallery::Seal>(std::move(seal));
    }

private:
    static constexpr std::size_t kSalt = 16;
    GallerySecret secret_;
};

/// What it costs to try one passphrase. The default takes 256 MiB and about a second.
struct PassphraseCost {
    std::uint32_t passes = crypto_pwhash_argon2id_OPSLIMIT_MODERATE;
    std::uint64_t memory = crypto_pwhash_argon2id_MEMLIMIT_MODERATE;  ///< in bytes
};

/// A passphrase of any length.
class GalleryPassphrase : public gallery::SealingKey {
public:
    /// A file that asks for more is refused: it might be anybody's.
    static constexpr std::uint32_t kMaxPasses = crypto_pwhash_argon2id_OPSLIMIT_SENSITIVE;
    static constexpr std::uint64_t kMaxMemory = crypto_pwhash_argon2id_MEMLIMIT_SENSITIVE;

    static std::shared_ptr<const GalleryPassphrase> from_text(std::string text, PassphraseCost cost = {}) {
        return std::make_shared<const GalleryPassphrase>(std::move(text), cost);
    }
    explicit GalleryPassphrase(std::string text, PassphraseCost cost = {}) : text_(std::move(text)), cost_(cost) {}
    GalleryPassphrase(const GalleryPassphrase&) = delete;
    GalleryPassphrase& operator=(const GalleryPassphrase&) = delete;
    ~GalleryPassphrase() override { sodium_memzero(text_.data(), text_.size()); }

    std::uint32_t method() const override { return 2; }
    Result<std::vector<std::uint8_t>> new_parameters() const override {
        if (Result<void> r = gallery::start_sodium(); !r) return r.error();
        gallery::ByteWriter to;
        to.bytes = gallery::random_bytes(crypto_pwhash_argon2id_SALTBYTES);
        to.number(cost_.memory);
        to.number(cost_.passes);
        return std::move(to.bytes);
    }
    Result<std::unique_ptr<gallery::Seal>> seal_for(ByteView parameters) const override {
        if (Result<void> r = gallery::start_sodium(); !r) return r.error();
        gallery::ByteReader from(parameters);
        const ByteView salt = from.take(crypto_pwhash_argon2id_SALTBYTES);
        const auto memory = from.number<std::uint64_t>();
        const auto passes = from.number<std::uint32_t>();
        const bool bounded = memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN && memory <= kMaxMemory &&
                             passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN && passes <= kMaxPasses;
        if (!from.complete() || !bounded)
            return mismatch_error("passphrase", "a salt of 16 bytes, 8 KiB to 1 GiB of memory and 1 to 4 passes",
                                  std::to_string(memory) + " bytes and " + std::to_string(passes) + " passes");
        auto seal = std::make_unique<gallery::XChaChaSeal>();
        if (crypto_pwhash_argon2id(seal->key().data(), GallerySecret::kSize, text_.data(), text_.size(), salt.data,
                                   passes, static_cast<std::size_t>(memory),
                                   crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
            return Error("passphrase: " + std::to_string(memory) + " bytes of memory are not available");
        return std::unique_ptr<gallery::Seal>(std::move(seal));
    }

private:
    std::string text_;
    PassphraseCost cost_;
};

FACENET_NAMESPACE_END
