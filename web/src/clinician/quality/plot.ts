/**
 * The chart of one person: two lines of scores over time, pauses as hatched bands behind them, losses as bars below.
 * Colours are asked for at each drawing, so that a changed scheme only needs another one.
 */
import uPlot from "uplot";
import type { QualityPointView } from "../../contract/views.ts";
import { timeOf } from "../../staff/times.ts";
import { GOOD_MOS, type Person, WEAK_MOS } from "./figures.ts";

export const HEIGHT = 176;

const [WORST_MOS, BEST_MOS] = [1, 4.5];

/** Losses have the strip under the scores, in its units; a bar that fills it is a fifth of all packets. */
const [LOSS_FLOOR, LOSS_TOP, FULL_LOSS] = [0.06, 0.78, 0.2];

/** Where the words stand, between the lines that part them. */
const WORDS: [number, string][] = [
  [(GOOD_MOS + BEST_MOS) / 2, "good"],
  [(WEAK_MOS + GOOD_MOS) / 2, "weak"],
  [(WORST_MOS + WEAK_MOS) / 2, "poor"],
  [(LOSS_FLOOR + LOSS_TOP) / 2, "lost"],
];

const MINUTE_S = 60;
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * MINUTE_S);

/** More than this many spacings apart, two points are not joined: there was no connection between them. */
const JOINED = 2.5;

const second = (point: QualityPointView): number => Date.parse(point.at) / 1_000;

/** The points as columns: seconds, what was heard, what was sent; an empty row in each gap. */
export function columnsOf({ series, spacing_s }: Person): [number[], ...(number | null)[][]] {
  const [at, down, up]: [number[], (number | null)[], (number | null)[]] = [[], [], []];
  for (const point of series) {
    const before = at.at(-1);
    const now = second(point);
    if (before !== undefined && now - before > JOINED * spacing_s) {
      at.push(before + spacing_s);
      down.push(null);
      up.push(null);
    }
    at.push(now);
    down.push(point.down.mos);
    up.push(point.up.mos);
  }
  return [at, down, up];
}

/** From when to when the picture was paused, in seconds; what follows at once is one pause. */
export function pausesOf({ series, spacing_s }: Person): [number, number][] {
  const pauses: [number, number][] = [];
  for (const point of series.filter(({ paused }) => paused)) {
    const [from, to] = [second(point) - spacing_s, second(point)];
    const last = pauses.at(-1);
    if (last !== undefined && from - last[1] <= spacing_s) last[1] = to;
    else pauses.push([from, to]);
  }
  return pauses;
}

/** The point that covers the moment at which somebody points. */
export function pointAt({ series, spacing_s }: Person, seconds: number): QualityPointView | null {
  const near = series.find((point) => second(point) >= seconds - spacing_s / 2);
  return near !== undefined && second(near) - spacing_s * 1.5 <= seconds ? near : null;
}

export interface PlotWish {
  person: Person;
  zone: string;
  width: number;
  /** Told where somebody points, and null when they point nowhere. */
  onPoint: (point: QualityPointView | null) => void;
}

export function optionsOf({ person, zone, width, onPoint }: PlotWish): uPlot.Options {
  const first = person.series[0];
  const last = person.series.at(-1);
  const from = first === undefined ? 0 : second(first) - person.spacing_s;
  const to = last === undefined ? 1 : second(last);
  return {
    width,
    height: HEIGHT,
    padding: [6, 6, 0, 0],
    legend: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), zone),
    scales: {
      x: { time: true, range: [from, to] },
      y: { range: [0, BEST_MOS + 0.1] },
    },
    axes: [timeAxis(zone), wordAxis()],
    series: [
      {},
      { stroke: colour("--plot-down"), width: 2, points: { show: isSparse, size: 5 } },
      {
        stroke: colour("--plot-up"),
        width: 1.5,
        dash: [5, 4],
        points: { show: isSparse, size: 5 },
      },
    ],
    hooks: {
      drawClear: [(plot) => drawGround(plot, pausesOf(person))],
      draw: [(plot) => drawLosses(plot, person)],
      setCursor: [({ cursor, posToVal }) => onPoint(under(cursor.left, posToVal, person))],
    },
  };
}

function under(
  left: number | undefined,
  posToVal: uPlot["posToVal"],
  person: Person,
): QualityPointView | null {
  return left === undefined || left < 0 ? null : pointAt(person, posToVal(left, "x"));
}

function timeAxis(zone: string): uPlot.Axis {
  return {
    stroke: colour("--ink-soft"),
    font: "12px system-ui, sans-serif",
    grid: { show: false },
    ticks: { stroke: colour("--line-strong"), width: 1, size: 4 },
    border: { show: true, stroke: colour("--line-strong"), width: 1 },
    gap: 4,
    size: 28,
    space: 56,
    incrs: STEPS_S,
    values: (_plot, seconds) =>
      seconds.map((one) => timeOf(new Date(one * 1_000).toISOString(), zone)),
  };
}

function wordAxis(): uPlot.Axis {
  return {
    stroke: colour("--ink-soft"),
    font: "12px system-ui, sans-serif",
    grid: { show: false },
    ticks: { show: false },
    gap: 6,
    size: 42,
    splits: () => WORDS.map(([place]) => place).reverse(),
    values: () => WORDS.map(([, word]) => word).reverse(),
  };
}

/** Few points make no line that could be seen. */
function isSparse(plot: uPlot): boolean {
  return plot.data[0].length <= 12;
}

function colour(name: string): (plot: uPlot) => string {
  return (plot) => inScheme(plot, name);
}

function inScheme(plot: uPlot, name: string): string {
  return getComputedStyle(plot.root).getPropertyValue(name).trim() || "CanvasText";
}

/** Behind the lines: pauses, and where one word ends and the next begins. */
function drawGround(plot: uPlot, pauses: [number, number][]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const [from, to] of pauses) {
    const left = Math.max(bbox.left, plot.valToPos(from, "x", true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, "x", true));
    hatch(plot, left, Math.max(right - left, 2 * uPlot.pxRatio));
  }
  ctx.setLineDash([]);
  ctx.strokeStyle = inScheme(plot, "--line");
  ctx.lineWidth = uPlot.pxRatio;
  for (const place of [GOOD_MOS, WEAK_MOS, WORST_MOS - 0.1]) {
    const y = Math.round(plot.valToPos(place, "y", true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function hatch(plot: uPlot, left: number, width: number): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.fillStyle = inScheme(plot, "--plot-paused");
  ctx.fill();
  ctx.strokeStyle = inScheme(plot, "--plot-paused-line");
  ctx.globalAlpha = 0.45;
  ctx.lineWidth = uPlot.pxRatio;
  const step = 7 * uPlot.pxRatio;
  for (let x = left - bbox.height; x < left + width; x += step) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
    ctx.stroke();
  }
  ctx.restore();
}

function drawLosses(plot: uPlot, { series, spacing_s }: Person): void {
  const { ctx } = plot;
  ctx.save();
  ctx.fillStyle = inScheme(plot, "--plot-loss");
  const floor = plot.valToPos(LOSS_FLOOR, "y", true);
  for (const point of series) {
    const loss = Math.max(point.up.loss ?? 0, point.down.loss ?? 0);
    if (loss === 0) continue;
    const share = Math.min(1, loss / FULL_LOSS);
    const top = plot.valToPos(LOSS_FLOOR + share * (LOSS_TOP - LOSS_FLOOR), "y", true);
    const left = plot.valToPos(second(point) - spacing_s, "x", true);
    const right = plot.valToPos(second(point), "x", true);
    const height = Math.max(floor - top, uPlot.pxRatio);
    ctx.fillRect(left, floor - height, Math.max(right - left - 1, uPlot.pxRatio), height);
  }
  ctx.restore();
}
