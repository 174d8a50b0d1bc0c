// SPDX-License-Identifier: MIT
/// stb_image in a namespace of its own, so that it neither meets nor disturbs a copy that the program has, or its
/// settings. All functions are local to the translation unit; nothing but image_file.hpp includes this.
#pragma once

#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cstdlib>
#include <cstring>

#include "../core/config.hpp"

// What stb_image includes must come first and outside of the namespace.
#if defined(__SSE2__) || defined(_M_X64) || defined(_M_IX86)
#include <emmintrin.h>
#endif
#if defined(_MSC_VER)
#include <intrin.h>
#endif
#if defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#pragma push_macro("STBI_INCLUDE_STB_IMAGE_H")
#pragma push_macro("STB_IMAGE_IMPLEMENTATION")
#pragma push_macro("STB_IMAGE_STATIC")
#pragma push_macro("STBIDEF")
#pragma push_macro("STBI_ASSERT")
#pragma push_macro("STBI_MALLOC")
#pragma push_macro("STBI_REALLOC")
#pragma push_macro("STBI_REALLOC_SIZED")
#pragma push_macro("STBI_FREE")
#pragma push_macro("STBI_MAX_DIMENSIONS")
#pragma push_macro("STBI_FAILURE_USERMSG")
#pragma push_macro("STBI_NO_FAILURE_STRINGS")
#pragma push_macro("STBI_NO_THREAD_LOCALS")
#pragma push_macro("STBI_NO_STDIO")
#pragma push_macro("STBI_NO_LINEAR")
#pragma push_macro("STBI_NO_JPEG")
#pragma push_macro("STBI_NO_PNG")
#pragma push_macro("STBI_NO_BMP")
#pragma push_macro("STBI_NO_GIF")
#pragma push_macro("STBI_NO_HDR")
#pragma push_macro("STBI_NO_PIC")
#pragma push_macro("STBI_NO_PNM")
#pragma push_macro("STBI_NO_PSD")
#pragma push_macro("STBI_NO_TGA")
#pragma push_macro("STBI_NO_ZLIB")
#pragma push_macro("STBI_NEON")
#pragma push_macro("stbi__err")  // a function and then a macro

#undef STBI_INCLUDE_STB_IMAGE_H
#undef STB_IMAGE_IMPLEMENTATION
#undef STB_IMAGE_STATIC
#undef STBIDEF
#undef STBI_ASSERT
#undef STBI_MALLOC
#undef STBI_REALLOC
#undef STBI_REALLOC_SIZED
#undef STBI_FREE
#undef STBI_MAX_DIMENSIONS
#undef STBI_FAILURE_USERMSG
#undef STBI_NO_FAILURE_STRINGS
#undef STBI_NO_THREAD_LOCALS
#undef STBI_NO_STDIO
#undef STBI_NO_LINEAR
#undef STBI_NO_JPEG
#undef STBI_NO_PNG
#undef STBI_NO_BMP
#undef STBI_NO_GIF
#undef STBI_NO_HDR
#undef STBI_NO_PIC
#undef STBI_NO_PNM
#undef STBI_NO_PSD
#undef STBI_NO_TGA
#undef STBI_NO_ZLIB
#undef STBI_NEON
#undef stbi__err

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ASSERT(x) ((void)0)  // a library does not abort its program
#define STBI_MALLOC(size) allocate(size)
#define STBI_REALLOC_SIZED(block, old_size, size) reallocate(block, old_size, size)
#define STBI_FREE(block) std::free(block)
#define STBI_NO_STDIO
#if defined(FACENET_NO_THREADS)
#define STBI_NO_THREAD_LOCALS
#endif
#define STBI_NO_LINEAR
// The decoders that few need are those with the most faults; GIF's calls itself up to 8,192 deep.
#define STBI_NO_GIF
#define STBI_NO_HDR
#define STBI_NO_PIC
#define STBI_NO_PNM
#define STBI_NO_PSD
#define STBI_NO_TGA
#if defined(__ARM_NEON)
#define STBI_NEON
#endif

// These take a type of the namespace, and as extern "C" would be taken for another declaration of the program's own.
#define stbi_load_from_callbacks facenet_stbi_load_from_callbacks
#define stbi_load_16_from_callbacks facenet_stbi_load_16_from_callbacks
#define stbi_is_hdr_from_callbacks facenet_stbi_is_hdr_from_callbacks
#define stbi_info_from_callbacks facenet_stbi_info_from_callbacks
#define stbi_is_16_bit_from_callbacks facenet_stbi_is_16_bit_from_callbacks

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#elif defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wcast-align"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wdouble-promotion"
#pragma GCC diagnostic ignored "-Wduplicated-branches"
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wswitch-default"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wuseless-cast"
#pragma GCC diagnostic ignored "-Wzero-as-null-pointer-constant"
#elif defined(_MSC_VER)
#pragma warning(push, 0)
#endif

FACENET_NAMESPACE_BEGIN
namespace stb {

/// Largest block that the decoder may ask for in this thread; set before each call.
inline std::size_t& block_limit() {
#if defined(FACENET_NO_THREADS)
    static std::size_t limit = 0;
#else
    static thread_local std::size_t limit = 0;
#endif
    return limit;
}

/// Zeroed, since stb_image shows what a damaged file leaves unwritten.
inline void* allocate(std::size_t size) {
    return size <= block_limit() ? std::calloc(size == 0 ? 1 : size, 1) : nullptr;
}

inline void* reallocate(void* block, std::size_t old_size, std::size_t size) {
    if (size > block_limit()) return nullptr;
    void* larger = std::realloc(block, size);
    if (larger != nullptr && size > old_size) std::memset(static_cast<char*>(larger) + old_size, 0, size - old_size);
    return larger;
}

#if __has_include(<stb_image.h>)
#include <stb_image.h>
#elif __has_include(<stb/stb_image.h>)
#include <stb/stb_image.h>
#else
#error "facenet: image_file.hpp needs stb_image.h (Debian: libstb-dev) on the include path"
#endif

}  // namespace stb
FACENET_NAMESPACE_END

#if defined(__clang__)
#pragma clang diagnostic pop
#elif defined(__GNUC__)
#pragma GCC diagnostic pop
#elif defined(_MSC_VER)
#pragma warning(pop)
#endif

#undef stbi_load_from_callbacks
#undef stbi_load_16_from_callbacks
#undef stbi_is_hdr_from_callbacks
#undef stbi_info_from_callbacks
#undef stbi_is_16_bit_from_callbacks
#pragma pop_macro("STBI_INCLUDE_STB_IMAGE_H")
#pragma pop_macro("STB_IMAGE_IMPLEMENTATION")
#pragma pop_macro("STB_IMAGE_STATIC")
#pragma pop_macro("STBIDEF")
#pragma pop_macro("STBI_ASSERT")
#pragma pop_macro("STBI_MALLOC")
#pragma pop_macro("STBI_REALLOC")
#pragma pop_macro("STBI_REALLOC_SIZED")
#pragma pop_macro("STBI_FREE")
#pragma pop_macro("STBI_MAX_DIMENSIONS")
#pragma pop_macro("STBI_FAILURE_USERMSG")
#pragma pop_macro("STBI_NO_FAILURE_STRINGS")
#pragma pop_macro("STBI_NO_THREAD_LOCALS")
#pragma pop_macro("STBI_NO_STDIO")
#pragma pop_macro("STBI_NO_LINEAR")
#pragma pop_macro("STBI_NO_JPEG")
#pragma pop_macro("STBI_NO_PNG")
#pragma pop_macro("STBI_NO_BMP")
#pragma pop_macro("STBI_NO_GIF")
#pragma pop_macro("STBI_NO_HDR")
#pragma pop_macro("STBI_NO_PIC")
#pragma pop_macro("STBI_NO_PNM")
#pragma pop_macro("STBI_NO_PSD")
#pragma pop_macro("STBI_NO_TGA")
#pragma pop_macro("STBI_NO_ZLIB")
#pragma pop_macro("STBI_NEON")
#pragma pop_macro("stbi__err")
