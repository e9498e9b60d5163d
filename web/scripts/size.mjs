/**
 * Weighs the scripts that the patient page loads first and fails above the budget: on a slow phone
 * every kilobyte is time before the first heading.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 60;

const dist = new URL("../dist/", import.meta.url);
const page = readFileSync(new URL("join.html", dist), "utf8");
const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
if (scripts.length === 0) throw new Error("join.html loads no script: run the build first");

const bytes = scripts.map((path) => gzipSync(readFileSync(new URL(path ?? "", dist))).length);
const kilobytes = bytes.reduce((sum, size) => sum + size, 0) / 1000;
process.stdout.write(`patient page: ${kilobytes.toFixed(1)} kB of ${BUDGET_KB} kB\n`);
if (kilobytes > BUDGET_KB) process.exitCode = 1;
