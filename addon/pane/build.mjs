// Bundles the pane into addon/static/outlook/ and the web page into addon/static/web/. The built files are committed: running the product needs no Node.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "outlook");
const web = join(here, "..", "static", "web");

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

for (const folder of [out, web]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

// The pane and the sign-in window share the sign-in library, which is fetched only when it is needed.
const { metafile } = await build({
  ...common,
  entryPoints: ["src/pane.ts", "src/dialog.ts"],
  format: "esm",
  metafile: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
});
// Classic Outlook on Windows runs one file and nothing else, without a page around it.
await build({ ...common, entryPoints: ["src/events.ts"], format: "iife", target: ["es2016"] });
await build({ ...common, entryPoints: ["src/pane.css"] });
// The web page has no sign-in library and no Office, so it shares no files with the pane.
await build({ ...common, outdir: web, entryPoints: ["src/web/web.ts", "src/web/web.css"], format: "esm" });

for (const name of readdirSync(join(here, "pages"))) {
  const page = readFileSync(join(here, "pages", name), "utf8");
  const dated = page.replace(/\/static\/(outlook|web|icons)\/([\w.]+)/g, (path, folder, file) => `${path}?v=${digest(folder, file)}`);
  writeFileSync(join(name === "web.html" ? web : out, name), dated.replace("  <!-- what is needed soon -->\n", () => neededSoon().map(preloaded).join("")));
}
writeFileSync(join(out, "sources.sha256"), `${digestOfSources()}\n`);
for (const folder of [out, web]) {
  cpSync(join(here, "node_modules", "adaptivecards", "LICENSE"), join(folder, "adaptivecards.LICENSE.txt"));
}

// The files of the sign-in library: fetched beside the pane, run when somebody has to sign in.
function neededSoon() {
  const [first] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === "src/identity/msal.ts");
  const found = new Set();
  const collect = (path) => {
    if (found.has(path)) return;
    found.add(path);
    metafile.outputs[path].imports.filter(({ kind }) => kind === "import-statement").forEach((each) => collect(each.path));
  };
  collect(first);
  return [...found].map((path) => path.split("/").at(-1));
}

function preloaded(file) {
  return `  <link rel="modulepreload" href="/static/outlook/${file}">\n`; // these carry digests in their names
}

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

function digest(folder, file) {
  return createHash("sha256").update(readFileSync(join(out, "..", folder, file))).digest("hex").slice(0, 12);
}
