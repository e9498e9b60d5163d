/** The chart of one person's connection, with a line that reads out the moment one points at. */
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { QualityPointView } from "../../contract/views.ts";
import { timeOf } from "../../staff/times.ts";
import { lossText, type Person, scoreText } from "./figures.ts";
import { columnsOf, HEIGHT, optionsOf } from "./plot.ts";

export function QualityPlot({ person, zone }: { person: Person; zone: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<QualityPointView | null>(null);
  useEffect(
    () => (place.current === null ? undefined : draw(place.current, person, zone, setPointed)),
    [person, zone],
  );
  return (
    <figure className="quality-plot">
      <figcaption>
        <span className="quality-name">{person.name}</span>
        <span className="quality-reading" aria-hidden="true">
          {pointed === null ? "" : readingOf(pointed, zone)}
        </span>
      </figcaption>
      <div
        ref={place}
        className="quality-canvas"
        role="img"
        aria-label={`Chart of ${person.name}'s connection over time. The tables below have its figures.`}
      />
    </figure>
  );
}

function readingOf(point: QualityPointView, zone: string): string {
  const loss = Math.max(point.up.loss ?? 0, point.down.loss ?? 0);
  const parts = [
    timeOf(point.at, zone),
    `heard ${scoreText(point.down.mos)}`,
    `was heard ${scoreText(point.up.mos)}`,
    ...(loss > 0 ? [`lost ${lossText(loss)}`] : []),
    ...(point.paused ? ["picture paused"] : []),
  ];
  return parts.join(" · ");
}

const SCHEMES = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"];

/** Draws into `place` and follows its width and the colour scheme until the answer is called. */
function draw(
  place: HTMLDivElement,
  person: Person,
  zone: string,
  onPoint: (point: QualityPointView | null) => void,
): (() => void) | undefined {
  // Without a canvas there are the tables, which say the same.
  if (document.createElement("canvas").getContext("2d") === null) return undefined;
  const wish = { person, zone, width: Math.max(1, place.clientWidth), onPoint };
  const plot = new uPlot(optionsOf(wish), columnsOf(person) as uPlot.AlignedData, place);
  const sizes = new ResizeObserver(() => {
    const width = Math.max(1, place.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height: HEIGHT });
  });
  sizes.observe(place);
  const again = () => plot.redraw();
  const schemes = SCHEMES.map((scheme) => window.matchMedia(scheme));
  for (const scheme of schemes) scheme.addEventListener("change", again);
  return () => {
    for (const scheme of schemes) scheme.removeEventListener("change", again);
    sizes.disconnect();
    plot.destroy();
  };
}
