// SPDX-License-Identifier: MIT
/// A stroke font with what person labels need.
#pragma once

#include <facenet/data/geometry.hpp>
#include <vector>

namespace program {

/// Curves through points, y downwards: digits reach from 0 to 10, descenders to 13. A point given twice is a corner.
struct Glyph {
    float width;
    std::vector<std::vector<facenet::Point>> strokes;
};

inline constexpr float kDigitHeight = 10, kGlyphDepth = 13, kGlyphGap = 2.6f;

/// The glyph of a character, or a blank.
inline const Glyph& glyph(char character) {
    static const Glyph kZero = {
        6, {{{3, 0}, {0.8f, 1.6f}, {0, 5}, {0.8f, 8.4f}, {3, 10}, {5.2f, 8.4f}, {6, 5}, {5.2f, 1.6f}, {3, 0}}}};
    static const Glyph kOne = {4, {{{0.4f, 2.4f}, {2.6f, 0}, {2.6f, 0}, {2.6f, 10}}}};
    static const Glyph kTwo = {
        6, {{{0.2f, 2.6f}, {1.2f, 0.6f}, {3, 0}, {5, 0.7f}, {5.7f, 2.7f}, {4.6f, 5.2f}, {0, 10}, {0, 10}, {6, 10}}}};
    static const Glyph kThree = {
        6,
        {{{0.3f, 1.7f}, {1.5f, 0.3f}, {3.4f, 0}, {5.2f, 0.9f}, {5.4f, 3}, {4.3f, 4.4f}, {2.5f, 4.7f}},
         {{2.5f, 4.7f}, {4.7f, 5.1f}, {6, 7.1f}, {5.2f, 9.2f}, {3, 10}, {1.1f, 9.6f}, {0, 8.2f}}}};
    static const Glyph kFour = {6.4f, {{{4.8f, 10}, {4.8f, 0}, {4.8f, 0}, {0, 7}, {0, 7}, {6.4f, 7}}}};
    static const Glyph kFive = {6,
                                {{{5.3f, 0},
                                  {0.9f, 0},
                                  {0.9f, 0},
                                  {0.4f, 4.7f},
                                  {0.4f, 4.7f},
                                  {3, 3.8f},
                                  {5.2f, 4.6f},
                                  {6, 6.7f},
                                  {5.2f, 9},
                                  {3, 10},
                                  {1.2f, 9.7f},
                                  {0, 8.4f}}}};
    static const Glyph kSix = {6,
                               {{{5, 0},
                                 {2.4f, 1.6f},
                                 {0.6f, 4.4f},
                                 {0, 7},
                                 {0.8f, 9.2f},
                                 {3, 10},
                                 {5.2f, 9.1f},
                                 {6, 7},
                                 {5.2f, 4.9f},
                                 {3, 4},
                                 {1, 4.9f},
                                 {0, 7}}}};
    static const Glyph kSeven = {6, {{{0, 0}, {6, 0}, {6, 0}, {3.4f, 4.6f}, {2, 10}}}};
    static const Glyph kEight = {6,
                                 {{{3, 4.6f},
                                   {1.1f, 3.9f},
                                   {0.5f, 2.3f},
                                   {1.2f, 0.7f},
                                   {3, 0},
                                   {4.8f, 0.7f},
                                   {5.5f, 2.3f},
                                   {4.9f, 3.9f},
                                   {3, 4.6f},
                                   {0.9f, 5.5f},
                                   {0, 7.3f},
                                   {0.8f, 9.2f},
                                   {3, 10},
                                   {5.2f, 9.2f},
                                   {6, 7.3f},
                                   {5.1f, 5.5f},
                                   {3, 4.6f}}}};
    static const Glyph kNine = {6,
                                {{{6, 3},
                                  {5, 5.1f},
                                  {3, 6},
                                  {0.8f, 5.1f},
                                  {0, 3},
                                  {0.8f, 0.9f},
                                  {3, 0},
                                  {5.2f, 0.8f},
                                  {6, 3},
                                  {5.4f, 5.6f},
                                  {3.6f, 8.4f},
                                  {1, 10}}}};
    static const Glyph kP = {5.6f,
                             {{{0, 3.4f}, {0, 13}},
                              {{0, 5.4f},
                               {1, 3.9f},
                               {2.8f, 3.3f},
                               {4.9f, 4.2f},
                               {5.6f, 6.6f},
                               {4.9f, 9.1f},
                               {2.8f, 10},
                               {1, 9.4f},
                               {0, 8}}}};
    static const Glyph kE = {5.6f,
                             {{{0.1f, 6.4f},
                               {5.5f, 6.4f},
                               {5.5f, 6.4f},
                               {4.8f, 4.2f},
                               {2.9f, 3.3f},
                               {0.8f, 4.2f},
                               {0, 6.7f},
                               {0.8f, 9.1f},
                               {3, 10},
                               {4.5f, 9.6f},
                               {5.4f, 8.6f}}}};
    static const Glyph kR = {3.4f, {{{0, 3.4f}, {0, 10}}, {{0, 6}, {0.6f, 4.4f}, {1.8f, 3.5f}, {3.4f, 3.4f}}}};
    static const Glyph kS = {4.8f,
                             {{{4.5f, 4.5f},
                               {3.6f, 3.6f},
                               {2.3f, 3.3f},
                               {0.8f, 3.8f},
                               {0.3f, 5},
                               {1, 6.1f},
                               {2.4f, 6.5f},
                               {4, 7},
                               {4.8f, 8.2f},
                               {4.1f, 9.5f},
                               {2.4f, 10},
                               {0.9f, 9.6f},
                               {0, 8.6f}}}};
    static const Glyph kO = {5.8f,
                             {{{2.9f, 3.3f},
                               {0.8f, 4.2f},
                               {0, 6.65f},
                               {0.8f, 9.1f},
                               {2.9f, 10},
                               {5, 9.1f},
                               {5.8f, 6.65f},
                               {5, 4.2f},
                               {2.9f, 3.3f}}}};
    static const Glyph kN = {
        5, {{{0, 3.4f}, {0, 10}}, {{0, 6}, {0.7f, 4.2f}, {2.6f, 3.3f}, {4.4f, 4}, {5, 6}, {5, 6}, {5, 10}}}};
    static const Glyph kBlank = {2.4f, {}};
    switch (character) {
    case '0': return kZero;
    case '1': return kOne;
    case '2': return kTwo;
    case '3': return kThree;
    case '4': return kFour;
    case '5': return kFive;
    case '6': return kSix;
    case '7': return kSeven;
    case '8': return kEight;
    case '9': return kNine;
    case 'p': return kP;
    case 'e': return kE;
    case 'r': return kR;
    case 's': return kS;
    case 'o': return kO;
    case 'n': return kN;
    default: return kBlank;
    }
}

}  // namespace program
