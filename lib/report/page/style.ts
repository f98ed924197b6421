/**
 * The style of the report page: light or dark like the reader's system, with cards instead of table
 * rows on a phone.
 *
 * @module
 */

/** CSS of the page. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d1f23; --soft: #5c626b; --line: #d9dce1; --paper: #ffffff; --panel: #f5f6f8;
  --link: #0072b2; --accent: #b34d00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7e9ec; --soft: #a4abb5; --line: #3a3f47; --paper: #16181c; --panel: #1f2228;
    --link: #56b4e9; --accent: #f0a060;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 72rem;
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
}
h1 { font-size: 1.7rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
p { max-width: 46rem; margin: .25rem 0 .75rem; }
li { overflow-wrap: anywhere; }
.soft, figcaption { color: var(--soft); }
.warning { color: var(--accent); }
code, pre { font: .875rem/1.5 ui-monospace, monospace; }
pre {
  padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line);
  border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere;
}
summary { cursor: pointer; color: var(--link); padding: .25rem 0; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
.metrics td, .metrics th { vertical-align: baseline; }
.metrics .value { font-weight: 700; font-size: 1.15rem; }
.metrics .interval { font-variant-numeric: tabular-nums; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { overflow-x: auto; }
.results thead th { vertical-align: bottom; }
.results tbody th { vertical-align: top; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
figure { margin: 0; max-width: 36rem; }
figcaption { font-size: .875rem; }
figure svg { width: 100%; height: auto; color: var(--ink); }
figure svg .background { fill: none; }
.scale { display: flex; align-items: center; gap: .5rem; font-size: .875rem; color: var(--soft); flex-wrap: wrap; }
.scale svg { width: 8rem; height: .8rem; }
.images { width: 100%; }
.images td { vertical-align: middle; }
.images img { display: block; width: 96px; height: 96px; border-radius: .2rem; outline: 1px solid var(--line); }
.images .enlarge { all: unset; display: block; width: 100%; cursor: zoom-in; border-radius: .2rem; }
.images .enlarge:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.large {
  max-width: min(96vw, 72rem); max-height: 96vh; overflow: auto; padding: 1rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .4rem;
}
.large::backdrop { background: #000b; }
.large .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9rem), 1fr)); gap: .75rem; }
.large img { display: block; width: 100%; aspect-ratio: 1; }
.large p { overflow-wrap: anywhere; max-width: none; }
.large button { font: inherit; padding: .4rem .9rem; margin: 0 .5rem .5rem 0; }
.large button[aria-disabled="true"] { opacity: .5; cursor: default; }
.images .path { overflow-wrap: anywhere; min-width: 9rem; font-size: .9rem; }
.images button {
  all: unset; cursor: pointer; font-weight: 600; padding: .35rem .2rem; border-radius: .2rem;
  color: var(--link); white-space: nowrap;
}
.images button:focus-visible { outline: 2px solid var(--link); }
.images th[aria-sort="ascending"] button::after { content: " ▲"; }
.images th[aria-sort="descending"] button::after { content: " ▼"; }
.changed h3 { font-size: 1rem; margin: 1.5rem 0 0; overflow-wrap: anywhere; }
.panel { display: block; width: 100%; height: auto; border-radius: .2rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  .images, .images thead, .images tbody { display: block; }
  .images thead tr { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
  .images thead th { border: 0; padding: 0; }
  .images thead th.picture { display: none; }
  .images tbody tr {
    display: grid; grid-template-columns: repeat(4, 1fr); gap: .4rem;
    padding: .75rem 0; border-bottom: 1px solid var(--line);
  }
  .images tbody td { border: 0; padding: 0; font-size: .875rem; min-width: 0; }
  .images tbody .path { grid-column: 1 / -1; order: 3; }
  .images tbody .label { grid-column: span 2; }
  .images tbody .rank, .images tbody .label, .images tbody .score { order: 1; }
  .images tbody .picture { order: 2; }
  .images img { width: 100%; height: auto; aspect-ratio: 1; }
  .images .rank::before { content: "#"; }
  .images .score { text-align: right; }
  .metrics, .thresholds { display: block; font-size: .9rem; }
  .metrics thead, .thresholds thead { display: none; }
  .metrics tbody, .thresholds tbody { display: block; }
  .metrics tr, .thresholds tr {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 1rem; padding: .5rem 0;
    border-bottom: 1px solid var(--line);
  }
  .metrics :is(td, th), .thresholds :is(td, th) { border: 0; padding: 0; overflow-wrap: anywhere; }
  :is(.metrics, .thresholds) td[data-label] { grid-column: 1 / -1; color: var(--soft); white-space: normal; }
  :is(.metrics, .thresholds) td[data-label]::before { content: attr(data-label) ": "; }
  .results { font-size: .75rem; }
  .results :is(th, td) { padding-right: .4rem; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .6rem; }
}
@media print { .images button { color: inherit; } body { max-width: none; } }
`;
