import { DARK, LIGHT, variables } from './palette.ts'

/** Of the page; charts take their colours and their font from it. A wide font may reach a little beyond a chart. */
export const STYLE = `
:root { color-scheme: light dark; ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 3rem 1.25rem 4rem; max-width: 1000px; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 "Helvetica Neue", Helvetica, Arial, system-ui, sans-serif;
}
h1, h2 { line-height: 1.1; letter-spacing: -0.02em; text-wrap: balance; }
h1 { margin: 0.25rem 0 0.75rem; font-size: clamp(2rem, 6vw, 3.1rem); font-weight: 700; }
h2 { margin: 0; color: var(--ink); font-size: 1.5rem; font-weight: 700; }
p { margin: 0.4rem 0; max-width: 44rem; }
.lesser, figcaption, footer, dl { color: var(--ink-2); font-size: 0.875rem; }
.lesser b, figcaption b, dt { color: var(--ink); }
section { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
.advice { margin: 1.5rem 0 0; padding: 0; list-style: none; }
.advice li { display: grid; grid-template-columns: 11rem 3rem 1fr; gap: 0 1rem; align-items: baseline; padding: 0.45rem 0; border-top: 1px solid var(--faint); }
.advice b { font-size: 1.6rem; line-height: 1; font-variant-numeric: tabular-nums; text-align: right; }
.verdicts { display: flex; flex-wrap: wrap; gap: 0.4rem 1.75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
.verdicts li { padding-left: 0.6rem; border-left: 3px solid; }
.verdicts strong { margin-right: 0.35rem; }
.verdicts .passed { border-color: var(--passed); } .passed strong { color: var(--passed); }
.verdicts .failed { border-color: var(--failed); } .failed strong { color: var(--failed); }
dl { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0.15rem 1rem; margin: 1.75rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: 1fr 1fr; gap: 1.75rem 2.5rem; margin: 1.5rem 0; }
figure { margin: 0; min-width: 0; }
.full { grid-column: 1 / -1; }
figcaption { margin-bottom: 0.4rem; line-height: 1.4; }
svg { display: block; width: 100%; height: auto; overflow: visible; font-variant-numeric: tabular-nums; }
.narrow { display: none; }
.key { margin-right: 0.6rem; white-space: nowrap; }
.key i { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.3em; }
summary { width: fit-content; color: var(--ink-2); font-size: 0.875rem; cursor: pointer; }
.scroll { overflow-x: auto; }
table { margin: 0.75rem 0; border-collapse: collapse; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.15rem 0.65rem; white-space: nowrap; text-align: right; }
.left { text-align: left; }
th { border-bottom: 1px solid var(--rule); font-weight: 600; }
tbody tr:nth-child(even) { background: color-mix(in srgb, var(--faint) 50%, transparent); }
@media (max-width: 820px) {
  .figures { grid-template-columns: minmax(0, 1fr); }
  .full .wide { display: none; }
  .full .narrow { display: block; }
  .half .wide { max-width: 460px; }
  .narrow { max-width: 400px; }
}
@media (max-width: 640px) {
  body { padding-top: 1.75rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .advice li { grid-template-columns: 1fr auto; }
  .advice li span:last-child { grid-column: 1 / -1; }
  dl { grid-template-columns: 4.5rem 1fr; }
}
`.trim()
