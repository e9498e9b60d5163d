import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../tokens.css"), "utf8");

/** The colours set directly inside the block that follows `opening`. */
function colours(opening: string): Record<string, string> {
  const start = css.indexOf(opening);
  const block = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  );
}

const light = colours(":root {");
const dark = { ...light, ...colours("@media (prefers-color-scheme: dark) {") };
const more = colours("@media (prefers-contrast: more) {");
const darkMore = colours("@media (prefers-contrast: more) and (prefers-color-scheme: dark) {");

const SCHEMES: [string, Record<string, string>][] = [
  ["light", light],
  ["dark", dark],
  ["light, more contrast", { ...light, ...more }],
  ["dark, more contrast", { ...dark, ...more, ...darkMore }],
];

const GROUNDS = ["canvas", "surface", "surface-raised", "surface-sunken"];
const TEXT: [string, string][] = [
  ...GROUNDS.flatMap((ground): [string, string][] =>
    ["ink", "ink-soft", "ink-faint", "accent", "accent-hover", "danger-ink"].map((ink) => [
      ink,
      ground,
    ]),
  ),
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-danger", "danger"],
  ["on-danger", "danger-hover"],
  ["accent-ink", "accent-soft"],
  ["danger-ink", "danger-soft"],
  ["good-ink", "good-soft"],
  ["good-ink", "canvas"],
  ["warn-ink", "warn-soft"],
  ["warn-ink", "canvas"],
  ["info-ink", "info-soft"],
  ["on-stage", "stage"],
  ["on-stage", "stage-raised"],
  ["on-stage-soft", "stage"],
  ["on-stage-soft", "stage-raised"],
  ["stage-good", "stage"],
  ["stage-warn", "stage"],
  ["stage-warn", "stage-raised"],
  ["on-stage", "stage-danger"],
  ["on-stage", "stage-accent"],
];
const EDGES: [string, string][] = [
  ...GROUNDS.flatMap((ground): [string, string][] => [
    ["line-strong", ground],
    ["focus", ground],
    ["danger", ground],
  ]),
  ["stage-line", "stage"],
];

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function tooWeak(scheme: Record<string, string>, pairs: [string, string][], least: number) {
  return pairs.filter(([one, other]) => {
    const ratio = contrast(scheme[one] ?? "", scheme[other] ?? "");
    return !(ratio >= least);
  });
}

describe.each(SCHEMES)("colours in the %s scheme", (_name, scheme) => {
  test("text stands out 4.5 to 1 from what it stands on", () => {
    expect(tooWeak(scheme, TEXT, 4.5)).toEqual([]);
  });

  test("edges of controls and the focus ring stand out 3 to 1", () => {
    expect(tooWeak(scheme, EDGES, 3)).toEqual([]);
  });
});

test("the measure itself finds a pair that is too weak", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(tooWeak({ pale: "#aaaaaa", paper: "#ffffff" }, [["pale", "paper"]], 4.5)).toHaveLength(1);
});
