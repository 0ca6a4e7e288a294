/** The page's only style sheet; its hash stands in the page's policy, so that no other applies. */
export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1f2328;--dim:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--mark:#0969da;--add:#1a7f37;--addb:#dafbe1;--del:#cf222e;--delb:#ffebe9}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--dim:#9198a1;--line:#3d444d;--soft:#151b23;--mark:#4493f8;--add:#3fb950;--addb:#12261e;--del:#f85149;--delb:#25171c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:2rem 1rem;background:var(--back);color:var(--text);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0 0 .75rem}
h2{font-size:.85rem;margin:0 0 .35rem;color:var(--dim);font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 2rem;color:var(--dim);font-size:.9rem}
dt{font-weight:600}dd{margin:0}
article{margin:0 0 1.25rem;padding-inline-start:.9rem;border-inline-start:3px solid var(--line)}
article.user{border-color:var(--mark)}
article.tool,article.assistant{border-color:var(--line)}
.prose p,.prose ul,.prose ol,.prose table,.prose blockquote{margin:0 0 .6rem}
.prose .raw{white-space:pre-wrap}
.prose ul,.prose ol{padding-inline-start:1.6rem}
.prose li>ul,.prose li>ol{margin:0}
.prose table{border-collapse:collapse;display:block;overflow-x:auto}
.prose th,.prose td{border:1px solid var(--line);padding:.25rem .6rem;text-align:start}
.prose th{background:var(--soft)}
.prose blockquote{margin-inline:0;padding-inline-start:.8rem;border-inline-start:3px solid var(--line);color:var(--dim)}
hr{border:0;border-top:1px solid var(--line);margin:1rem 0}
pre{margin:0 0 .6rem;padding:.7rem .8rem;background:var(--soft);border:1px solid var(--line);border-radius:6px;overflow-x:auto;white-space:pre-wrap;font-size:.82rem}
code{font-family:ui-monospace,monospace;font-size:.9em}
pre code{font-size:1em}
.prose code{background:var(--soft);padding:.1em .3em;border-radius:4px}
details{margin:0 0 .6rem}
summary{cursor:pointer;color:var(--dim);font-size:.9rem}
details>pre{margin-top:.4rem}
.error,.failed>summary{color:var(--del)}
.add{color:var(--add);background:var(--addb)}.del{color:var(--del);background:var(--delb)}.at,.file{color:var(--dim)}
img{max-width:100%;height:auto}
footer{margin-top:3rem;color:var(--dim);font-size:.8rem}
@media print{body{max-width:none;padding:0;font-size:10pt}pre{overflow:visible;break-inside:auto}article{break-inside:auto}h2{break-after:avoid}details::details-content{content-visibility:visible;display:block;height:auto}}
`;
