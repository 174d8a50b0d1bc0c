// SPDX-License-Identifier: MIT
/// Resizing of views of any format to RGB, as floats 0..255 or as bytes.
///
///   resize_bilinear   four neighbours, half-pixel centres, no smoothing: OpenCV's INTER_LINEAR
///   resize_area       the plain mean of all pixels that an output pixel touches: PyTorch's interpolate(mode='area'),
///                     adaptive average pooling; what MTCNN was trained with
///   resize_triangle   bilinear where it enlarges, a triangle as wide as the reduction where it shrinks: Pillow's
///                     BILINEAR, what most face crops for training were made with
///
/// Those that write to the caller's memory allocate nothing. `out` holds [height][width][3] values without gaps.
/// Where the view is empty, one of its sides is over kMaxImageSide or one of the output's below 1, nothing is written.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "image.hpp"

FACENET_NAMESPACE_BEGIN

namespace detail {

/// Input columns that one pass keeps on the stack, and output columns that it makes of them. Sums of whole columns of
/// the tallest photo stay below 2^31: 256 x 32,768 x 255.
inline constexpr int kStripPixels = 256;

/// Input pixels begin..end-1 that take part in one output pixel.
struct Window {
    int begin, end;
};

inline void store_value(float value, float* out) {
    *out = value;
}
inline void store_value(float value, std::uint8_t* out) {
    *out = static_cast<std::uint8_t>(value + 0.5f);
}

/// Every pixel of the window [floor(i * in / out), ceil((i + 1) * in / out)) counts the same.
class AreaFilter {
public:
    using Sum = std::int32_t;
    static constexpr bool kEqualWeights = true;
    AreaFilter(int in, int out) : in_(in), out_(out) {}

    Window window(int i) const {
        return {static_cast<int>(i * in_ / out_), static_cast<int>(((i + 1) * in_ + out_ - 1) / out_)};
    }
    Sum weight(int /*output*/, int /*input*/) const { return 1; }
    float total(int /*output*/, Window window) const { return static_cast<float>(window.end - window.begin); }

private:
    std::int64_t in_, out_;
};

/// Weights fall linearly from the centre of the output pixel to 0 at one output pixel (at least one input pixel) off.
class TriangleFilter {
public:
    using Sum = float;
    static constexpr bool kEqualWeights = false;
    TriangleFilter(int in, int out)
        : in_(in),
          step_(static_cast<double>(in) / out),
          support_(std::max(step_, 1.0)),
          slope_(static_cast<float>(1.0 / support_)) {}

    Window window(int i) const {
        const double centre = (i + 0.5) * step_;
        return {std::max(static_cast<int>(centre - support_ + 0.5), 0),
                std::min(static_cast<int>(centre + support_ + 0.5), in_)};
    }
    float weight(int output, int input) const {
        const double distance = input + 0.5 - (output + 0.5) * step_;
        return std::max(1.0f - std::abs(static_cast<float>(distance)) * slope_, 0.0f);
    }
    float total(int output, Window window) const {
        float sum = 0;
        for (int input = window.begin; input < window.end; ++input)
            sum += weight(output, input);
        return sum;
    }

private:
    int in_;
    double step_, support_;
    float slope_;
};

/// sums[k] += the weighted sum of kRows rows at k, for `count` values, a multiple of 16. Blocks of 16 by way of a local
/// array, of which compilers see that it overlaps nothing: GCC vectorises these at -O2 too.
template <class Filter, int kRows>
void add_rows(const std::uint8_t* const* rows, const typename Filter::Sum* weights, int count,
              typename Filter::Sum* sums) {
    using Sum = typename Filter::Sum;
    using Part = std::conditional_t<Filter::kEqualWeights, std::uint16_t, Sum>;
    for (int k = 0; k < count; k += 16) {
        Part part[16] = {};
        for (int i = 0; i < kRows; ++i) {
            const std::uint8_t* row = rows[i] + k;
            for (int j = 0; j < 16; ++j) {
                if constexpr (Filter::kEqualWeights) part[j] = static_cast<Part>(part[j] + row[j]);
                else part[j] += weights[i] * static_cast<Sum>(row[j]);
            }
        }
        for (int j = 0; j < 16; ++j)
            sums[k + j] += part[j];
    }
}

/// Separable filtering, rows first. The photo is cut into upright strips, so that the sums of a row fit on the stack
/// (12 KB).
template <class Filter, int kStep>
class StripResampler {
public:
    using Sum = typename Filter::Sum;

    StripResampler(const ImageView& in, int width, int height)
        : in_(in),
          at_(channel_offsets(in.format)),
          width_(width),
          height_(height),
          across_(in.width, width),
          down_(in.height, height) {}

    template <class T>
    void run(T* out) {
        for (int first = 0; first < width_;) {
            const int count = plan_strip(first);
            const Window strip{columns_[0].begin, columns_[count - 1].end};
            const bool narrow = strip.end - strip.begin <= kStripPixels;
            for (int y = 0; y < height_; ++y) {
                T* row = out + (static_cast<std::ptrdiff_t>(y) * width_ + first) * 3;
                const Window rows = down_.window(y);
                if (narrow) filter_strip(y, rows, strip, first, count, row);
                else filter_wide_pixel(y, rows, first, row);
            }
            first += count;
        }
    }

private:
    /// Windows of the output columns from `first` on that share one strip; returns how many (at least one).
    int plan_strip(int first) {
        int count = 0;
        while (first + count < width_ && count < kStripPixels) {
            const Window window = across_.window(first + count);
            if (count > 0 && window.end - columns_[0].begin > kStripPixels) break;
            columns_[count] = window;
            const float total = across_.total(first + count, window);
            totals_[count * 3] = totals_[count * 3 + 1] = totals_[count * 3 + 2] = total;
            ++count;
        }
        return count;
    }

    /// Fills sums_ with the weighted sums of the rows of output row y over input columns begin..end-1.
    void sum_rows(int y, Window rows, int begin, int end) {
        const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(begin) * kStep;
        const int count = (end - begin) * kStep;
        const int blocks = count / 16 * 16;
        std::fill_n(sums_, count, Sum{});
        for (int i = rows.begin; i < rows.end; i += 4) {
            const int n = std::min(4, rows.end - i);
            const std::uint8_t* lines[4];
            Sum weights[4];
            for (int k = 0; k < n; ++k) {
                lines[k] = in_.row(i + k) + offset;
                weights[k] = down_.weight(y, i + k);
            }
            if (n == 4) add_rows<Filter, 4>(lines, weights, blocks, sums_);
            else if (n == 3) add_rows<Filter, 3>(lines, weights, blocks, sums_);
            else if (n == 2) add_rows<Filter, 2>(lines, weights, blocks, sums_);
            else add_rows<Filter, 1>(lines, weights, blocks, sums_);
            for (int k = 0; k < n; ++k)
                for (int j = blocks; j < count; ++j)
                    sums_[j] += weights[k] * static_cast<Sum>(lines[k][j]);
        }
    }

    template <class T>
    void filter_strip(int y, Window rows, Window strip, int first, int count, T* out) {
        sum_rows(y, rows, strip.begin, strip.end);
        Sum* result = results_;
        for (int x = 0; x < count; ++x, result += 3) {
            const Window window = columns_[x];
            const Sum* p = sums_ + static_cast<std::ptrdiff_t>(window.begin - strip.begin) * kStep;
            Sum red{}, green{}, blue{};
            for (int i = window.begin; i < window.end; ++i, p += kStep) {
                const Sum weight = across_.weight(first + x, i);
                red += weight * p[at_.red];
                green += weight * p[at_.green];
                blue += weight * p[at_.blue];
            }
            result[0] = red;
            result[1] = green;
            result[2] = blue;
        }
        // By the height and then by the width, as PyTorch does: the floats of resize_area are the same bit for bit.
        const float down = down_.total(y, rows);
        int k = 0;
        for (; k + 16 <= count * 3; k += 16)
            for (int j = 0; j < 16; ++j)
                store_value(static_cast<float>(results_[k + j]) / down / totals_[k + j], out + k + j);
        for (; k < count * 3; ++k)
            store_value(static_cast<float>(results_[k]) / down / totals_[k], out + k);
    }

    /// One output pixel whose window is wider than a strip.
    template <class T>
    void filter_wide_pixel(int y, Window rows, int x, T* out) {
        double sums[3] = {};
        const int channels[3] = {at_.red, at_.green, at_.blue};
        for (int begin = columns_[0].begin; begin < columns_[0].end; begin += kStripPixels) {
            const int end = std::min(begin + kStripPixels, columns_[0].end);
            sum_rows(y, rows, begin, end);
            for (int i = begin; i < end; ++i)
                for (int c = 0; c < 3; ++c)
                    sums[c] += static_cast<double>(across_.weight(x, i)) *
                               static_cast<double>(sums_[(i - begin) * kStep + channels[c]]);
        }
        const double total = static_cast<double>(totals_[0]) * static_cast<double>(down_.total(y, rows));
        for (int c = 0; c < 3; ++c)
            store_value(static_cast<float>(sums[c] / total), out + c);
    }

    ImageView in_;
    ChannelOffsets at_;
    int width_, height_;
    Filter across_, down_;
    Window columns_[kStripPixels];
    float totals_[kStripPixels * 3];
    Sum results_[kStripPixels * 3];
    Sum sums_[std::size_t{kStripPixels} * kStep];
};

inline bool can_resize(const ImageView& in, int width, int height) {
    return in.data != nullptr && !in.empty() && in.width <= kMaxImageSide && in.height <= kMaxImageSide && width >= 1 &&
           height >= 1;
}

template <class Filter, class T>
void resample(const ImageView& in, int width, int height, T* out) {
    if (!can_resize(in, width, height)) return;
    switch (bytes_per_pixel(in.format)) {
    case 1: StripResampler<Filter, 1>(in, width, height).run(out); return;
    case 3: StripResampler<Filter, 3>(in, width, height).run(out); return;
    default: StripResampler<Filter, 4>(in, width, height).run(out); return;
    }
}

/// The two input pixels between which an output pixel lies, and how far it is towards the second.
struct Neighbours {
    int first, second;
    float fraction;
};
inline Neighbours neighbours(int i, int in, int out) {
    const double at = (i + 0.5) * (static_cast<double>(in) / out) - 0.5;
    const int first = static_cast<int>(std::floor(at));
    if (first < 0) return {0, 0, 0.0f};
    if (first >= in - 1) return {in - 1, in - 1, 0.0f};
    return {first, first + 1, static_cast<float>(at - first)};
}

}  // namespace detail

/// Mean over all input pixels that an output pixel touches. T is float or std::uint8_t (rounded).
template <class T>
void resize_area(const ImageView& in, int width, int height, T* out) {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, std::uint8_t>, "floats or bytes");
    detail::resample<detail::AreaFilter>(in, width, height, out);
}

/// Triangle filter as wide as the reduction. T is float or std::uint8_t (rounded).
template <class T>
void resize_triangle(const ImageView& in, int width, int height, T* out) {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, std::uint8_t>, "floats or bytes");
    detail::resample<detail::TriangleFilter>(in, width, height, out);
}

/// Between the four nearest pixels; those of the border continue outside. T is float or std::uint8_t (rounded).
template <class T>
void resize_bilinear(const ImageView& in, int width, int height, T* out) {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, std::uint8_t>, "floats or bytes");
    if (!detail::can_resize(in, width, height)) return;
    const ChannelOffsets at = channel_offsets(in.format);
    const int channels[3] = {at.red, at.green, at.blue};
    const int step = bytes_per_pixel(in.format);
    detail::Neighbours columns[detail::kStripPixels];
    for (int first = 0; first < width; first += detail::kStripPixels) {
        const int count = std::min(detail::kStripPixels, width - first);
        for (int x = 0; x < count; ++x) {
            columns[x] = detail::neighbours(first + x, in.width, width);
            columns[x].first *= step;
            columns[x].second *= step;
        }
        for (int y = 0; y < height; ++y) {
            const detail::Neighbours rows = detail::neighbours(y, in.height, height);
            const std::uint8_t* upper = in.row(rows.first);
            const std::uint8_t* lower = in.row(rows.second);
            T* row = out + (static_cast<std::ptrdiff_t>(y) * width + first) * 3;
            for (int x = 0; x < count; ++x, row += 3) {
                const std::ptrdiff_t left = columns[x].first, right = columns[x].second;
                const float fraction = columns[x].fraction;
                for (int c = 0; c < 3; ++c) {
                    const std::uint8_t* up = upper + channels[c];
                    const std::uint8_t* low = lower + channels[c];
                    const float top =
                        static_cast<float>(up[left]) + static_cast<float>(up[right] - up[left]) * fraction;
                    const float bottom =
                        static_cast<float>(low[left]) + static_cast<float>(low[right] - low[left]) * fraction;
                    detail::store_value(top + (bottom - top) * rows.fraction, row + c);
                }
            }
        }
    }
}

enum class Resample : std::uint8_t { bilinear, area, triangle };

/// A resized image of its own. Error: an empty view, or a size that check_image_size() refuses.
inline Result<Image> try_resize(const ImageView& in, int width, int height, Resample filter = Resample::triangle) {
    if (in.data == nullptr) return mismatch({"resize"}, {"an image"}, {"an empty one"});
    if (const auto size = check_image_size(in.width, in.height, "resize"); !size) return size.error();
    Result<Image> image = Image::try_make(width, height);
    if (!image) return image;
    if (filter == Resample::bilinear) resize_bilinear(in, width, height, image->data());
    else if (filter == Resample::area) resize_area(in, width, height, image->data());
    else resize_triangle(in, width, height, image->data());
    return image;
}
inline Outcome<Image> resize(const ImageView& in, int width, int height, Resample filter = Resample::triangle) {
    return deliver(try_resize(in, width, height, filter));
}

FACENET_NAMESPACE_END
