// SPDX-License-Identifier: MIT
/// The photo in ever smaller sizes, so that P-Net's window of 12 pixels meets faces of every size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "../image/image.hpp"
#include "../image/resize.hpp"
#include "../data/recipe.hpp"

FACENET_NAMESPACE_BEGIN
namespace detect {

/// P-Net's window: pixels of a cell, and from cell to cell.
inline constexpr int kCellSize = 12, kCellStep = 2;

/// One size of the photo.
struct Level {
    /// Sides of the level over those of the photo, but for rounding.
    double scale = 1;
    int height = 0, width = 0;
};

/// The levels of a photo, largest first; none where it is too small to hold a face. `factor` from level to level.
/// Sizes as in facenet-pytorch (models/utils/detect_face.py).
inline std::vector<Level> pyramid(int width, int height, double min_face_size, double factor) {
    std::vector<Level> levels;
    double scale = kCellSize / min_face_size;
    double side = std::min(width, height) * scale;
    for (; side >= kCellSize; side *= factor, scale *= factor)
        levels.push_back({scale, static_cast<int>(height * scale + 1), static_cast<int>(width * scale + 1)});
    return levels;
}

/// Reads rectangles of a level, standardised, straight from the photo, so that a level need never be in memory as a
/// whole. Every pixel is the plain mean of all photo pixels that it touches, as resize_area() (image/resize.hpp) gives
/// it, but for rounding.
class LevelReader {
public:
    LevelReader(const ImageView& photo, const Level& level, const Standardisation& standardisation)
        : photo_(photo),
          at_(channel_offsets(photo.format)),
          standardisation_(standardisation),
          across_(photo.width, level.width),
          down_(photo.height, level.height) {}

    /// Rows top .. top + height - 1, columns left .. left + width - 1, as [height][width][3] floats without gaps.
    void read(int top, int left, int height, int width, float* out) {
        plan(left, width);
        for (int y = 0; y < height; ++y, out += std::ptrdiff_t{3} * width) {
            const facenet::detail::Window rows = down_.window(top + y);
            switch (bytes_per_pixel(photo_.format)) {
            case 1: read_row<1>(rows, width, out); break;
            case 3: read_row<3>(rows, width, out); break;
            default: read_row<4>(rows, width, out); break;
            }
        }
    }

private:
    using Filter = facenet::detail::AreaFilter;
    using Sum = Filter::Sum;

    /// What is the same for all rows: the photo's columns behind those of the level.
    void plan(int left, int width) {
        const auto size = static_cast<std::size_t>(width);
        windows_.resize(size);
        factors_.resize(3 * size);
        offsets_.resize(3 * size);
        for (std::size_t x = 0; x < size; ++x) {
            windows_[x] = across_.window(left + static_cast<int>(x));
            const auto columns = static_cast<float>(windows_[x].end - windows_[x].begin);
            for (std::size_t c = 0; c < 3; ++c) {
                factors_[3 * x + c] = standardisation_.scale / columns;
                offsets_[3 * x + c] = standardisation_.mean[c] * standardisation_.scale;
            }
        }
        first_ = windows_.front().begin;
        for (facenet::detail::Window& window : windows_)
            window = {window.begin - first_, window.end - first_};
    }

    template <int kStep>
    void read_row(facenet::detail::Window rows, int width, float* out) {
        const int pixels = windows_.back().end;
        sum_rows<kStep>(rows, pixels * kStep);
        // Sums from the left, of which differences are sums over windows, however wide; they may wrap around, the
        // differences (below 2^31) are right all the same.
        left_sums_.resize(3 * static_cast<std::size_t>(pixels + 1));
        std::uint32_t red = 0, green = 0, blue = 0;
        std::uint32_t* sums = left_sums_.data();
        sums[0] = sums[1] = sums[2] = 0;
        const Sum* p = row_sums_.data();
        for (int x = 0; x < pixels; ++x, p += kStep) {
            sums += 3;
            sums[0] = red += static_cast<std::uint32_t>(p[at_.red]);
            sums[1] = green += static_cast<std::uint32_t>(p[at_.green]);
            sums[2] = blue += static_cast<std::uint32_t>(p[at_.blue]);
        }
        const float share = 1.0f / static_cast<float>(rows.end - rows.begin);
        for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
            const std::uint32_t* begin = left_sums_.data() + 3 * static_cast<std::ptrdiff_t>(windows_[x].begin);
            const std::uint32_t* end = left_sums_.data() + 3 * static_cast<std::ptrdiff_t>(windows_[x].end);
            for (std::size_t c = 0; c < 3; ++c) {
                const auto sum = static_cast<float>(static_cast<std::int32_t>(end[c] - begin[c]));
                out[3 * x + c] = sum * (factors_[3 * x + c] * share) - offsets_[3 * x + c];
            }
        }
    }

    /// Sums over the rows, byte by byte.
    template <int kStep>
    void sum_rows(facenet::detail::Window rows, int count) {
        row_sums_.assign(static_cast<std::size_t>(count), 0);
        const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(first_) * kStep;
        const Sum weights[3] = {1, 1, 1};
        const int blocks = count / 16 * 16;
        for (int i = rows.begin; i < rows.end; i += 3) {  // GCC 12 makes slow code of four rows at -O3
            const int n = std::min(3, rows.end - i);
            const std::uint8_t* lines[3];
            for (int k = 0; k < n; ++k)
                lines[k] = photo_.row(i + k) + offset;
            if (n == 3) facenet::detail::add_rows<Filter, 3>(lines, weights, blocks, row_sums_.data());
            else if (n == 2) facenet::detail::add_rows<Filter, 2>(lines, weights, blocks, row_sums_.data());
            else facenet::detail::add_rows<Filter, 1>(lines, weights, blocks, row_sums_.data());
            for (int k = 0; k < n; ++k)
                for (int j = blocks; j < count; ++j)
                    row_sums_[static_cast<std::size_t>(j)] += lines[k][j];
        }
    }

    ImageView photo_;
    ChannelOffsets at_;
    Standardisation standardisation_;
    Filter across_, down_;
    int first_ = 0;
    std::vector<facenet::detail::Window> windows_;
    std::vector<float> factors_, offsets_;
    std::vector<Sum> row_sums_;
    std::vector<std::uint32_t> left_sums_;
};

}  // namespace detect
FACENET_NAMESPACE_END
