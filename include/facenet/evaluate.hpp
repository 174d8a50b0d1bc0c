// SPDX-License-Identifier: MIT
/// How well a model recognises the people of your photos: ROC, AUC, EER, VAL at a FAR, thresholds, the confidence of a
/// verdict, and how sure all of this is; the protocols of Labeled Faces in the Wild and of YouTube Faces.
///
///     std::vector<facenet::ScoredPair> pairs = ...;           // distances, and the truth
///     const facenet::Roc roc(pairs);
///     const facenet::ValAtFar strict = roc.at_far(1e-3);      // the threshold that lets 1 stranger in 1000 in
///     const facenet::Calibration calibration = facenet::calibrate(pairs);
///     calibration.probability(0.45);                          // that two faces so far apart are one person
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include "evaluate/bootstrap.hpp"
#include "evaluate/calibration.hpp"
#include "evaluate/groups.hpp"
#include "evaluate/lfw.hpp"
#include "evaluate/pairs/csv_pairs.hpp"
#include "evaluate/pairs/identities.hpp"
#include "evaluate/pairs/lfw_pairs.hpp"
#include "evaluate/pairs/youtube_pairs.hpp"
#include "evaluate/protocol.hpp"
#include "evaluate/roc.hpp"
#include "evaluate/tracks.hpp"
