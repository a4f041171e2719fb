/**
 * The style sheet of pages: light and dark, on paper and on small screens.
 *
 * @module
 */

/** The style sheet. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fff; --card: #f7f7f8; --ink: #1b1b1f; --faint: #5f6068; --line: #dcdce0; --bar: #31688e; --alert: #8a4b00;
  font: 15px/1.5 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131316; --card: #1d1d21; --ink: #ececf0; --faint: #a3a4ad; --line: #37373d; --bar: #5aa7d6; --alert: #ffb454;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 76rem; background: var(--ground); color: var(--ink); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
h3 small { font-weight: normal; color: var(--faint); }
p { margin: .5rem 0; max-width: 46rem; }
.faint { color: var(--faint); }
.alert { color: var(--alert); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21.5rem), 1fr)); gap: 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem; min-width: 0; }
.card p { font-size: .87rem; }
figure { margin: .5rem 0 0; }
figure svg { display: block; max-width: 100%; height: auto; }
figure image { cursor: crosshair; }
figure:focus-visible { outline: 2px solid var(--bar); outline-offset: 3px; }
figcaption { font-size: .87rem; color: var(--faint); }
output { display: block; min-height: 2.6em; font-size: .82rem; font-variant-numeric: tabular-nums; color: var(--faint); }
.wide { overflow-x: auto; }
.large svg { max-width: none; }
table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--faint); font-weight: 500; }
.r { text-align: right; }
a { color: inherit; }
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --card: #fff; --ink: #000; --faint: #444; --line: #bbb; --bar: #31688e; --alert: #000;
    font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  body { padding: 0; max-width: none; }
  .cards { grid-template-columns: 1fr 1fr 1fr; gap: .6rem; }
  h2 { break-after: avoid; }
  .card, tr, figure { break-inside: avoid; }
  .large svg { max-width: 100%; max-height: 24cm; }
  .wide { overflow: visible; }
  output { display: none; }
}
`;
