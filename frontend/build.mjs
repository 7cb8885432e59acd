// Builds the front end into the folder given as the only argument: theme.css, icons.svg, portal.js,
// workspace.js, rules.js, evidence.js, verify.js, feel.js, and the editor of decision models (decisions.js, decisions.css, dmn.woff2), which
// only its page loads.
// Names carry no hash (the server's static files storage adds it). Called by govhall.channels.look.build.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const house = join(here, "../src/govhall");
const out = process.argv[2] ?? join(house, "channels/look/static/look/dist");
const modules = dirname(createRequire(import.meta.url).resolve("lucide-static/package.json"));

// {% icon "x" %}, icon="x" in an include or in Python, "icon": "x", icon|default:"x", data-icon="x"
const PATTERNS = [
  /\{%\s*icon\s+"([a-z0-9-]+)"/g,
  /\{%\s*icon\s+[^%]*?default:"([a-z0-9-]+)"/g,
  /\b(?:data-)?icon\s*=\s*["']([a-z0-9-]+)["']/g,
  /["']icon["']\s*:\s*["']([a-z0-9-]+)["']/g,
  /\bicon\|default:"([a-z0-9-]+)"/g,
  /\{%\s*tag\s+[^%]*?icon="([a-z0-9-]+)"/g,
];

function sources() {
  // Templates of all apps; Python of the channels only, where icon names and classes are chosen.
  const files = readdirSync(house, { recursive: true });
  return files
    .filter((name) => /^\w+\/\w+\/templates\/.*\.html$/.test(name) || /^channels\/.*\.py$/.test(name))
    .map((name) => join(house, name))
    .concat(readdirSync(join(here, "src")).map((name) => join(here, "src", name)));
}

function iconNames() {
  const names = new Map();
  for (const line of readFileSync(join(here, "icons.txt"), "utf8").split("\n"))
    if (line && !line.startsWith("#")) names.set(line.trim(), "icons.txt");
  for (const file of sources()) {
    const text = readFileSync(file, "utf8");
    for (const pattern of PATTERNS) for (const [, name] of text.matchAll(pattern)) names.set(name, file);
  }
  return new Map([...names].sort());
}

function symbol(name, file) {
  let svg;
  try {
    svg = readFileSync(join(modules, "icons", `${name}.svg`), "utf8");
  } catch {
    throw new Error(`${file} names the icon "${name}", which Lucide does not have`);
  }
  const [, drawing] = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
}

mkdirSync(out, { recursive: true });
const symbols = [...iconNames()].map(([name, file]) => symbol(name, file));
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
await build({
  absWorkingDir: here,
  entryPoints: ["portal.js", "workspace.js", "rules.js", "evidence.js", "verify.js", "feel.js", "decisions.js"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
  legalComments: "none",
  // One file of dmn-js's icon font is enough for every browser that runs these scripts.
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
  assetNames: "[name]",
});
const cli = join(here, "node_modules/@tailwindcss/cli/dist/index.mjs");
execFileSync(process.execPath, [cli, "-i", "theme.css", "-o", join(out, "theme.css"), "--minify"], {
  cwd: here,
  stdio: ["ignore", "ignore", "inherit"],
});
console.log(`${symbols.length} icons, 7 scripts, 1 theme`);
