// SPDX-License-Identifier: MIT
/// All networks. A program that knows its network includes that one only.
#pragma once

#include "dlib_resnet.hpp"
#include "inception_resnet_v1.hpp"
#include "mtcnn.hpp"
#include "nn1.hpp"
#include "nn2.hpp"
#include "nn3.hpp"
#include "nn4.hpp"
#include "nns1.hpp"
#include "nns2.hpp"
#include "openface_nn4_small2.hpp"
