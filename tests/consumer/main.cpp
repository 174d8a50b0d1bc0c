// SPDX-License-Identifier: MIT
// Somebody else's program.
#include <cstdio>
#include <facenet/facenet.hpp>
#if defined(CONSUMER_DECODES)
#include <facenet/image_file.hpp>
#endif
#include <vector>

int main() {
    const std::vector<std::uint8_t> nonsense(100, 1);
    try {
        facenet::Embedder<facenet::nets::DlibResnet>::open({nonsense.data(), nonsense.size()});
    } catch (const facenet::Error& error) {
        std::printf("facenet %s is here; it says: %s\n", FACENET_VERSION, error.what());
#if defined(CONSUMER_DECODES)
        return facenet::try_decode_image({nonsense.data(), nonsense.size()}).ok() ? 1 : 0;
#else
        return 0;
#endif
    }
    return 1;
}
