// SPDX-License-Identifier: AGPL-3.0-or-later
// Builds everything the pages need into $CONGSO_DIST (or frontend/dist). No network, no watcher.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.env.CONGSO_DIST || join(here, "dist"));
const modules = join(here, "node_modules");
const product = join(here, "..", "src", "congso");
const LIMIT_KB = 75;
const AIM_KB = 60;

// The dark block is written once and repeated for people whose system decides.
const darkTwice = {
  name: "dark-twice",
  setup(build) {
    build.onLoad({ filter: /css[\\/]dark\.css$/ }, ({ path }) => {
      const css = readFileSync(path, "utf8");
      const system = css.replaceAll("[data-theme=dark]", "[data-theme=system]");
      return { contents: `${css}\n@media (prefers-color-scheme:dark){${system}}`, loader: "css" };
    });
  },
};

function filesUnder(folder, wanted) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "__pycache__" ? [] : filesUnder(path, wanted);
    return wanted.test(entry.name) ? [path] : [];
  });
}

// Icon names are literal in templates ({% icon "x" %}, icon="x"), Python (icon="x") and scripts (icon("x")).
function usedIcons() {
  const names = new Map();
  const note = (name, where) => names.has(name) || names.set(name, where);
  const list = readFileSync(join(here, "icons.txt"), "utf8");
  for (const line of list.split("\n")) if (line.trim() && !line.startsWith("#")) note(line.trim(), "icons.txt");
  for (const path of [...filesUnder(product, /\.(html|py)$/), ...filesUnder(join(here, "src"), /\.js$/)]) {
    if (/[\\/]tests[\\/]/.test(path)) continue;
    const text = readFileSync(path, "utf8");
    const patterns = [/\{%\s*icon\s+"([a-z0-9-]+)"/g, /\bicon(?:_name)?\s*[=:]\s*"([a-z0-9-]+)"/g, /\bicon\("([a-z0-9-]+)"/g];
    for (const pattern of patterns) for (const [, name] of text.matchAll(pattern)) note(name, relative(here, path));
  }
  return names;
}

function sprite() {
  const missing = [];
  const symbols = [];
  for (const [name, where] of [...usedIcons()].sort()) {
    const path = join(modules, "@tabler", "icons", "icons", "outline", `${name}.svg`);
    if (!existsSync(path)) {
      missing.push(`${name} (${where})`);
      continue;
    }
    const body = readFileSync(path, "utf8").replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    const shapes = body.replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s*\n\s*/g, "").trim();
    symbols.push(`<symbol id="i-${name}" viewBox="0 0 24 24">${shapes}</symbol>`);
  }
  if (missing.length) throw new Error(`No such icon in @tabler/icons: ${missing.join(", ")}`);
  writeFileSync(join(out, "sprite.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  return symbols.length;
}

function ocrModel() {
  const packed = join(modules, "@tesseract.js-data", "vie", "4.0.0", "vie.traineddata.gz");
  mkdirSync(join(out, "ocr"), { recursive: true });
  writeFileSync(join(out, "ocr", "vie.traineddata"), gunzipSync(readFileSync(packed)));
}

const size = (path) => gzipSync(readFileSync(path), { level: 9 }).length / 1024;

function report(icons) {
  const rows = filesUnder(out, /\.(js|css|svg|woff2)$/).map((path) => [relative(out, path), size(path), statSync(path).size / 1024]);
  for (const [name, packed, raw] of rows.sort()) console.log(`${name.padEnd(58)} ${raw.toFixed(1).padStart(8)} kB ${packed.toFixed(1).padStart(8)} kB gzip`);
  // What a list page loads at once: the two entries and the chunks they import statically.
  const entries = ["app.css", "app.js"].map((name) => join(out, name));
  const script = readFileSync(entries[1], "utf8");
  for (const [, chunk] of script.matchAll(/(?:from|import)\s*"\.\/(chunks\/[\w.-]+\.js)"/g)) entries.push(join(out, chunk));
  const total = [...new Set(entries)].reduce((sum, path) => sum + size(path), 0);
  console.log(`list page: ${total.toFixed(1)} kB gzip of css and js (aim ${AIM_KB}, limit ${LIMIT_KB}); ${icons} icons`);
  if (total > LIMIT_KB) throw new Error(`The list page loads ${total.toFixed(1)} kB gzip; the limit is ${LIMIT_KB}.`);
  if (total > AIM_KB) console.warn(`Above the aim of ${AIM_KB} kB.`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await esbuild.build({
  absWorkingDir: here,
  entryPoints: { app: "src/js/app.js", "app-style": "src/css/app.css" },
  outdir: out,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  target: ["chrome109", "safari15.6", "firefox115"],
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  loader: { ".woff2": "file" },
  plugins: [darkTwice],
  logLevel: "warning",
});
renameSync(join(out, "app-style.css"), join(out, "app.css"));
copyFileSync(join(here, "src", "favicon.svg"), join(out, "favicon.svg"));
const icons = sprite();
ocrModel();
report(icons);
