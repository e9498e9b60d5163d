/** Keeps the room within what is really seen: on a phone the keyboard covers the rest of the page. */
import { useEffect, useRef } from "react";

export function useInSight() {
  const room = useRef<HTMLElement>(null);
  useEffect(() => {
    const { visualViewport: seen } = window;
    const keep = () => {
      // Zoomed in by the person: what is seen is a part on purpose.
      if (!seen || seen.scale > 1.01) return;
      room.current?.style.setProperty("--seen", `${Math.round(seen.height)}px`);
      // Safari moves the page to show the field that is typed in.
      room.current?.style.setProperty("--moved", `${Math.round(seen.offsetTop)}px`);
    };
    keep();
    for (const event of ["resize", "scroll"]) seen?.addEventListener(event, keep);
    return () => {
      for (const event of ["resize", "scroll"]) seen?.removeEventListener(event, keep);
    };
  }, []);
  return room;
}
