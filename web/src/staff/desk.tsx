/** The practice's live line on every staff page: each hint refetches what it is about, and nothing is taken from it. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { DeskSocket } from "../signaling/desk.ts";
import { systemClock } from "../state/clock.ts";
import { hear, keys } from "./queries.ts";
import { useApi } from "./session/context.tsx";

export type Line = "connecting" | "up" | "down";

/** A shorter break heals by itself before anybody could act on it. */
const WORTH_SAYING_MS = 4_000;

const LineContext = createContext<Line>("connecting");

export function useDeskLine(): Line {
  return useContext(LineContext);
}

export function DeskProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const queries = useQueryClient();
  const [line, setLine] = useState<Line>("connecting");
  useEffect(() => {
    const socket = new DeskSocket(() => api.deskTicket());
    let cancel = systemClock.after(WORTH_SAYING_MS, () => setLine("down"));
    const quietly = (next: Line, delay: number) => {
      cancel();
      cancel = systemClock.after(delay, () => setLine(next));
    };
    socket.listeners.on("up", () => {
      quietly("up", 0);
      void queries.invalidateQueries({ queryKey: keys.everyVisit });
    });
    socket.listeners.on("down", () => quietly("down", WORTH_SAYING_MS));
    socket.listeners.on("refused", () => quietly("down", 0));
    socket.listeners.on("hint", (hint) => hear(queries, hint));
    socket.open();
    return () => {
      cancel();
      socket.close();
    };
  }, [api, queries]);
  return <LineContext value={line}>{children}</LineContext>;
}
