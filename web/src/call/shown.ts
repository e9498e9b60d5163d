/** Who arrives where: the server's words turned into the streams of this page. */
import type { CallShows, Slot } from "../contract/signaling.ts";
import type { Peer } from "./peer/peer.ts";

export interface Remote {
  seat: string;
  stream: MediaStream;
  /** Null for a shared screen. */
  slot: number | null;
  /** "paused": held back by the server to keep the sound clear. */
  picture: Slot["picture"];
}

export type Shown = CallShows;

export const NOTHING_SHOWN: Shown = { peer: "", slots: [] };

export function shown(peer: Peer, { slots, screen }: Shown) {
  const remotes = slots.flatMap(({ slot, seat, picture }): Remote[] => {
    const stream = peer.slot(slot);
    return stream ? [{ seat, stream, slot, picture }] : [];
  });
  const stream = screen ? peer.screen() : null;
  return {
    remotes,
    screen:
      screen && stream ? { seat: screen.seat, stream, slot: null, picture: screen.picture } : null,
  };
}
