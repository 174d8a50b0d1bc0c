// SPDX-License-Identifier: MIT
/// Feature maps: channels last, with strides, so that a branch writes straight into its slice of a concatenation.
#pragma once

#include <cstddef>

#include "config.hpp"

FACENET_NAMESPACE_BEGIN

/// Height, width and channels of a feature map.
struct Dims {
    int height = 0, width = 0, channels = 0;

    constexpr std::size_t size() const {
        return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    }
    friend constexpr bool operator==(const Dims& a, const Dims& b) {
        return a.height == b.height && a.width == b.width && a.channels == b.channels;
    }
    friend constexpr bool operator!=(const Dims& a, const Dims& b) { return !(a == b); }
};

/// A feature map in memory: channel c of pixel (y, x) lies at data[y * row_stride + x * pixel_stride + c]; the same map of
/// a batch's next image lies image_stride further. Strides count floats. T is float or const float.
template <class T>
struct BasicMap {
    T* data = nullptr;
    Dims dims;
    std::ptrdiff_t pixel_stride = 0, row_stride = 0, image_stride = 0;

    constexpr T* at(int y, int x) const { return data + y * row_stride + x * pixel_stride; }
    constexpr T* at(int image, int y, int x) const { return at(y, x) + image * image_stride; }
    /// The map of one image alone.
    constexpr BasicMap image(int index) const { return {data + index * image_stride, dims, pixel_stride, row_stride, image_stride}; }
    constexpr bool rows_touch() const { return row_stride == dims.width * pixel_stride; }
};
using MapView = BasicMap<float>;
using ConstMapView = BasicMap<const float>;

/// A map without gaps.
template <class T>
constexpr BasicMap<T> dense_map(T* data, Dims dims) {
    return {data, dims, dims.channels, std::ptrdiff_t{dims.width} * dims.channels, static_cast<std::ptrdiff_t>(dims.size())};
}

FACENET_NAMESPACE_END
