/** Lets the server know how tall a picture is on this page, so that it sends no more than can be seen. */
import { useEffect, useRef } from "react";
import { Heights } from "./heights.ts";

/** `slot`: null for the shared screen. */
export type Watch = (slot: number | null, height: number) => void;

/** For the element that holds the picture; without a slot nothing arrives, and nothing is told. */
export function useWatched<T extends HTMLElement>(watch: Watch, slot: number | null | undefined) {
  const element = useRef<T>(null);
  const latest = useRef(watch);
  latest.current = watch;
  useEffect(() => {
    if (slot === undefined || element.current === null) return;
    const heights = new Heights((height) => latest.current(slot, height));
    const observer = new ResizeObserver(([entry]) =>
      heights.changed((entry?.contentRect.height ?? 0) * window.devicePixelRatio),
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      heights.stop();
    };
  }, [slot]);
  return element;
}
