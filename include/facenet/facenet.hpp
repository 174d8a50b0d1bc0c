// SPDX-License-Identifier: MIT
/// facenet: from a face to a vector whose distances say who is the same person.
/// Schroff, Kalenichenko, Philbin: FaceNet, CVPR 2015 (arXiv 1503.03832).
///
/// This is the one header a program includes. Photos from files (stb_image) are in image_file.hpp.
#pragma once

#include "align.hpp"
#include "any_embedder.hpp"
#include "cluster.hpp"
#include "detect.hpp"
#include "image/image.hpp"
#include "verify.hpp"
#if !defined(FACENET_NO_FILES)
#include "blob_file.hpp"
#endif
