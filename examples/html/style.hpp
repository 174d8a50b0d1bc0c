// SPDX-License-Identifier: MIT
/// How pages look: in light and dark, on paper and on phones.
#pragma once

namespace html {

inline constexpr char kStyle[] = R"css(
:root {
  color-scheme: light dark;
  --page: #f6f5f2; --card: #fff; --text: #1b1b1a; --soft: #5c5b57; --grid: #e4e2dc; --edge: #d8d6cf;
  --own: #2a78d6; --gathered: #d98a00; --same: #0f9468; --other: #6a55c9; --alarm: #cf2f2f; --tint: #eaf2fc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161615; --card: #20201f; --text: #f1f0ec; --soft: #aeaca5; --grid: #363532; --edge: #3d3c38;
    --own: #5b9df0; --gathered: #e3a32f; --same: #34c08f; --other: #a698f2; --alarm: #ff7a70; --tint: #22303f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
.from { color: var(--soft); margin: .25rem 0 1rem; overflow-wrap: anywhere; }
.summary { font-size: 1.1rem; max-width: 46rem; margin: 0 0 1.5rem; }
.note { color: var(--soft); font-size: .875rem; max-width: 46rem; margin: 0 0 .75rem; }
section, .tile { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; }
section { padding: 1rem 1.25rem; margin-top: 1rem; }

.tiles { display: grid; grid-template-columns: repeat(6, 1fr); gap: .75rem; margin: 0; }
.tile { padding: .75rem .9rem; }
.tile dt { color: var(--soft); font-size: .8125rem; }
.tile dd { margin: 0; font-size: 1.35rem; font-weight: 600; line-height: 1.3; }
.tile small { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
.tile.alarm dd { color: var(--alarm); }

.keys { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0; color: var(--soft); font-size: .8125rem; }
.key i { display: inline-block; width: 12px; height: 12px; margin-right: .4rem; vertical-align: -1px; }
i.same { background: var(--same); border-radius: 50%; width: 9px; height: 9px; vertical-align: 0; }
i.other { background: var(--other); width: 8px; height: 8px; vertical-align: 0; }
i.threshold { height: 0; border-top: 2px solid var(--text); vertical-align: 4px; width: 18px; }

svg text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.plot { display: block; width: calc(100% - 64px); margin: 36px 16px 48px 48px; overflow: visible; }
.grid { stroke: var(--grid); } .zero { stroke: var(--soft); }
.threshold { stroke: var(--text); stroke-width: 1.5; }
.count { fill: var(--own); stroke: var(--card); }
.same { fill: var(--same); fill-opacity: .75; } .other { fill: var(--other); fill-opacity: .75; }

.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .6rem; text-align: right; border-bottom: 1px solid var(--grid); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
th:first-child, td:first-child { text-align: left; }

@media (max-width: 58rem) { .tiles { grid-template-columns: repeat(3, 1fr); } }
@media (max-width: 40rem) {
  main { padding: 1.25rem .75rem 2rem; }
  section { padding: .9rem .8rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tile { padding: .6rem .7rem; }
  .tile dd { font-size: 1.25rem; }
  table { font-size: .75rem; }
  th, td { padding: .4rem .15rem; white-space: normal; }
}
)css";

}  // namespace html
