// SPDX-License-Identifier: MIT
/// How report_page() looks: in light and dark, on paper and on phones.
#pragma once

namespace facenet_tool {

inline constexpr char kReportStyle[] = R"css(
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
i.own { background: var(--own); } i.gathered { background: var(--gathered); }
i.own.spared { background: none; border: 1.5px solid var(--own); }
i.same { background: var(--same); border-radius: 50%; width: 9px; height: 9px; vertical-align: 0; }
i.other { background: var(--other); width: 8px; height: 8px; vertical-align: 0; }
i.flip { border: 2px solid var(--alarm); border-radius: 50%; }
i.threshold { height: 0; border-top: 2px solid var(--text); vertical-align: 4px; width: 18px; }
i.in-bytes { border-top-style: dashed; }

svg text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.plot { display: block; width: calc(100% - 64px); margin: 36px 16px 48px 48px; overflow: visible; }
.grid { stroke: var(--grid); } .zero { stroke: var(--soft); }
.threshold { stroke: var(--text); stroke-width: 1.5; } .in-bytes { stroke-dasharray: 5 4; }
.count { fill: var(--own); stroke: var(--card); }
.same { fill: var(--same); fill-opacity: .75; } .other { fill: var(--other); fill-opacity: .75; }
.flip { fill: none; stroke: var(--alarm); stroke-width: 1.5; }

.layers { list-style: none; margin: 0; padding: 0; max-height: 34rem; overflow-y: auto; border-top: 1px solid var(--edge); }
.layers li { display: grid; grid-template: "path tag bars own gathered" auto / minmax(8rem, 17rem) 2.75rem 1fr 4rem 4rem;
  align-items: center; gap: 0 .6rem; padding: 2px 0; font-size: .8125rem; font-variant-numeric: tabular-nums; }
.layers .scale { position: sticky; top: 0; padding: 4px 0; background: var(--card); border-bottom: 1px solid var(--edge);
  color: var(--soft); }
.scale text:first-of-type { text-anchor: start; } .scale text:last-of-type { text-anchor: end; }
.path { grid-area: path; overflow-wrap: anywhere; line-height: 1.3; }
.tag { grid-area: tag; border-radius: 4px; text-align: center; font-size: .75rem; color: var(--soft); }
.fp16 .tag { background: var(--text); color: var(--card); }
.bars { grid-area: bars; width: 100%; overflow: visible; }
li:not(.scale) > .bars { background: repeating-linear-gradient(to right, var(--grid) 0 1px, transparent 1px var(--step));
  border-right: 1px solid var(--grid); }
.value { grid-area: own; text-align: right; }
.value + .value { grid-area: gathered; padding-right: .25rem; }
.bars .own { fill: var(--own); } .bars .gathered { fill: var(--gathered); }
.fp16 .bars .own { fill: var(--card); stroke: var(--own); stroke-width: 1.5; }

.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .6rem; text-align: right; border-bottom: 1px solid var(--grid); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
th:first-child, td:first-child { text-align: left; }
.chosen td { background: var(--tint); }
.chosen td:first-child { font-weight: 600; }
.chosen b { padding: .1rem .4rem; border-radius: 4px; background: var(--own); color: var(--card);
  font-size: .75rem; }

@media (max-width: 58rem) { .tiles { grid-template-columns: repeat(3, 1fr); } }
@media (max-width: 40rem) {
  main { padding: 1.25rem .75rem 2rem; }
  section { padding: .9rem .8rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tile { padding: .6rem .7rem; }
  .tile dd { font-size: 1.25rem; }
  table { font-size: .75rem; }
  th, td { padding: .4rem .15rem; white-space: normal; }
  .layers li { grid-template: "path path tag" auto "bars own gathered" auto / 1fr 3.4rem 3.9rem; padding: 4px 0; }
}
@media print { .layers { max-height: none; } }
)css";

}  // namespace facenet_tool
