// SPDX-License-Identifier: MIT
/// How report_page() looks, beyond what all pages share (examples/html/style.hpp).
#pragma once

namespace facenet_tool {

inline constexpr char kReportStyle[] = R"css(
i.own { background: var(--own); } i.gathered { background: var(--gathered); }
i.own.spared { background: none; border: 1.5px solid var(--own); }
i.flip { border: 2px solid var(--alarm); border-radius: 50%; }
i.in-bytes { border-top-style: dashed; }
.in-bytes { stroke-dasharray: 5 4; }
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
.chosen td { background: var(--tint); }
.chosen td:first-child { font-weight: 600; }
.chosen b { padding: .1rem .4rem; border-radius: 4px; background: var(--own); color: var(--card);
  font-size: .75rem; }
@media (max-width: 40rem) {
  .layers li { grid-template: "path path tag" auto "bars own gathered" auto / 1fr 3.4rem 3.9rem; padding: 4px 0; }
}
@media print { .layers { max-height: none; } }
)css";

}  // namespace facenet_tool
