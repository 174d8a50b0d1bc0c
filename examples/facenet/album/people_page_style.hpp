// SPDX-License-Identifier: MIT
/// How the page of people looks, beyond what all pages share (html/style.hpp).
#pragma once

namespace program {

inline constexpr char kPeoplePageStyle[] = R"css(
.people { list-style: none; margin: 0; padding: 0; }
.people > li {
  display: grid; grid-template: "name faces" auto "count faces" 1fr / 7rem 1fr; column-gap: 1rem;
  background: var(--card); border: 1px solid var(--edge); border-left: 5px solid var(--person); border-radius: 10px;
  padding: .75rem 1rem; margin-top: .75rem; scroll-margin-top: 1rem;
}
.people > li:target { outline: 3px solid var(--person); }
.people h2 { grid-area: name; }
.people p { grid-area: count; margin: 0; color: var(--soft); font-size: .875rem; }
.faces { grid-area: faces; display: flex; flex-wrap: wrap; gap: .5rem; }
.faces img { display: block; width: 96px; height: 96px; object-fit: cover; border-radius: 8px; background: var(--grid); }
.faces a { border-radius: 8px; }
a:focus-visible { outline: 3px solid var(--own); outline-offset: 2px; }
.faces a:hover img { filter: brightness(1.1); }
.failed td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.failed th { text-align: left; }

.lightbox { display: none; position: fixed; inset: 0; z-index: 1; background: rgba(0, 0, 0, .92); }
html:has(.lightbox:target) { overflow: hidden; }
.lightbox:target { display: flex; align-items: center; justify-content: center; }
.behind { position: absolute; inset: 0; }
.lightbox figure { position: relative; margin: 0; padding: 1rem; color: #fff; max-width: 100%; }
.photo {
  position: relative; aspect-ratio: var(--shape); overflow: hidden; border-radius: 6px;
  width: min(calc(100vw - 2rem), calc((100vh - 7.5rem) * (var(--shape))), 1400px);
}
.photo img { display: block; width: 100%; height: 100%; }
.mark { position: absolute; border: 2px solid var(--person); border-radius: 6px; box-shadow: 0 0 0 1px rgba(0, 0, 0, .5); }
.mark span {
  position: absolute; left: -2px; top: 0; background: rgba(0, 0, 0, .72); color: #fff; border-radius: 4px 0 4px 0;
  padding: 0 .35rem; font-size: .8125rem; line-height: 1.5; white-space: nowrap;
}
.close {
  display: inline-block; margin-bottom: .5rem; padding: .25rem .8rem; border: 1px solid #fff; border-radius: 6px;
  color: #fff; text-decoration: none;
}
.lightbox figcaption { margin-top: .5rem; font-size: .875rem; overflow-wrap: anywhere; }

@media (max-width: 40rem) {
  .people > li { grid-template: "name count" auto "faces faces" auto / auto 1fr; row-gap: .5rem; }
  .people p { align-self: end; }
  .faces img { width: 72px; height: 72px; }
}
@media print { .lightbox { display: none !important; } .people > li { break-inside: avoid; } }
)css";

}  // namespace program
