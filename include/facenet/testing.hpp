// SPDX-License-Identifier: MIT
/// For the unit tests of programs that use facenet: no photo, no model file, no download.
///
///   testing/tiny_net.hpp           a real model made in memory, opened and run in microseconds
///   testing/picture.hpp            pictures that it tells apart
///   testing/synthetic_people.hpp   embeddings of people as alike and as different as a test wants
///   testing/scripted_detector.hpp, testing/scripted_embedder.hpp   return what the test says, errors too
///   testing/match_people.hpp, testing/match_boxes.hpp   checks that print what differed, in any test framework
///
/// All of it is in namespace facenet::testing. Each of these may be included alone: all but tiny_net.hpp, which brings
/// the kernels, compile in a moment. A header of its own: facenet.hpp does not bring it.
#pragma once

#include "testing/match_boxes.hpp"
#include "testing/match_people.hpp"
#include "testing/picture.hpp"
#include "testing/scripted_detector.hpp"
#include "testing/scripted_embedder.hpp"
#include "testing/synthetic_people.hpp"
#include "testing/tiny_net.hpp"
#include "verify.hpp"
