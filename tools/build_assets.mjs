// Builds consilia/website/static/consilia.css and consilia.js from assets/ and nhsuk-frontend. Needs no network.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const STATIC = path.join(ROOT, "consilia/website/static");
// What a phone on a slow line has to fetch before it sees anything; measured compressed, as it travels.
const LIMITS = { "consilia.css": 18 * 1024, "consilia.js": 8 * 1024 };
const NOTICE = "/*! Consilia (Apache-2.0) with parts of nhsuk-frontend (MIT, Crown Copyright NHS England) */\n";

async function stylesheet() {
  const built = sass.compile(path.join(ROOT, "assets/scss/consilia.scss"), {
    style: "compressed",
    loadPaths: [path.join(ROOT, "node_modules")],
    quietDeps: true,
  });
  const folded = await esbuild.transform(built.css, { loader: "css", minify: true, legalComments: "none" });
  return folded.code;
}

async function script() {
  const built = await esbuild.build({
    entryPoints: [path.join(ROOT, "assets/js/consilia.mjs")],
    bundle: true,
    format: "iife",
    legalComments: "none",
    minify: true,
    target: "es2019",
    write: false,
  });
  return built.outputFiles[0].text;
}

async function keep(name, text) {
  const whole = NOTICE + text;
  const size = gzipSync(whole).length;
  if (size > LIMITS[name]) throw new Error(`${name} is ${size} bytes gzipped; the limit is ${LIMITS[name]}`);
  await writeFile(path.join(STATIC, name), whole);
  console.log(`${name}: ${whole.length} bytes, ${size} gzipped`);
}

await keep("consilia.css", await stylesheet());
await keep("consilia.js", await script());
