// Bundles the pane into addon/static/outlook/. The built files are committed: running the product needs no Node.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "outlook");

// Cards of ours have no carousel; its library would be a third of the pane.
const withoutCarousel = {
  name: "without-carousel",
  setup(bundler) {
    bundler.onResolve({ filter: /^swiper(\/modules)?$/ }, () => ({ path: "swiper", namespace: "nothing" }));
    bundler.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({
      contents:
        "export default class {}\n" +
        ["A11y", "Autoplay", "History", "Keyboard", "Navigation", "Pagination", "Scrollbar"]
          .map((name) => `export const ${name} = {};`)
          .join("\n"),
    }));
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "linked",
  logLevel: "warning",
  outdir: out,
  plugins: [withoutCarousel],
  target: ["es2020"],
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

// The pane and the sign-in window share the sign-in library, which is fetched only when it is needed.
await build({
  ...common,
  entryPoints: ["src/pane.ts", "src/dialog.ts"],
  format: "esm",
  splitting: true,
  chunkNames: "[name]-[hash]",
});
// Classic Outlook on Windows runs one file and nothing else, without a page around it.
await build({ ...common, entryPoints: ["src/events.ts"], format: "iife", target: ["es2016"] });
await build({ ...common, entryPoints: ["src/pane.css"] });

for (const name of readdirSync(join(here, "pages"))) {
  const page = readFileSync(join(here, "pages", name), "utf8");
  writeFileSync(join(out, name), page.replace(/\/static\/outlook\/([\w.]+)/g, (path, file) => `${path}?v=${digest(file)}`));
}
writeFileSync(join(out, "sources.sha256"), `${digestOfSources()}\n`);
cpSync(join(here, "node_modules", "adaptivecards", "LICENSE"), join(out, "adaptivecards.LICENSE.txt"));

// The tests compare this with the sources, so that nobody forgets to build.
function digestOfSources() {
  const hash = createHash("sha256");
  const names = ["src", "pages"].flatMap((folder) =>
    readdirSync(join(here, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(here, join(entry.parentPath, entry.name)).split(sep).join("/")),
  );
  for (const name of [...names, "build.mjs", "package-lock.json"].sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
  }
  return hash.digest("hex");
}

function digest(file) {
  return createHash("sha256").update(readFileSync(join(out, file))).digest("hex").slice(0, 12);
}
