// SPDX-License-Identifier: MIT
// facenet in one file: needs xsimd and, unless FACENET_NO_IMAGE_FILE is defined, stb_image.h.
// Generated from include/facenet; change that instead.
#pragma once

#include <facenet/byte_embedding.hpp>
#include <facenet/facenet.hpp>
#include <facenet/int8.hpp>

#ifndef FACENET_NO_IMAGE_FILE
#include <facenet/image_file.hpp>
#endif
