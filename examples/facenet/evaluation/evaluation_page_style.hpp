// SPDX-License-Identifier: MIT
/// How evaluation_page() looks, beyond what all pages share (html/style.hpp).
#pragma once

namespace program {

inline constexpr char kEvaluationStyle[] = R"css(
.curve { overflow: visible; }
.curve polyline { fill: none; stroke: var(--own); stroke-width: 2.5; vector-effect: non-scaling-stroke; }
circle.own-threshold { fill: var(--card); stroke: var(--text); stroke-width: 2; }
i.own-threshold { border: 2px solid var(--text); border-radius: 50%; }
rect.same, rect.other { fill-opacity: .6; }
.pairs { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(14.75rem, 1fr)); }
.pairs div { display: flex; gap: .5rem; }
.pairs b { font-size: .875rem; font-variant-numeric: tabular-nums; }
.pairs .wrong b { color: var(--alarm); }
figure { margin: 0; width: 7rem; }
figure img, .nothing { display: block; width: 7rem; height: 7rem; border-radius: 8px; background: var(--grid); }
.wrong img { outline: 2px solid var(--alarm); outline-offset: -2px; }
figcaption { font-size: .75rem; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.failed { margin: 0; padding-left: 1.1rem; font-size: .875rem; overflow-wrap: anywhere; }
)css";

}  // namespace program
