/** The real socket.io client, configured once: WebSocket only, own line per namespace. */
import { io } from "socket.io-client";
import type { Wire } from "./connection.ts";

export function openSocket(namespace: string, auth: (send: (data: object) => void) => void): Wire {
  return io(namespace, {
    path: "/socket.io",
    transports: ["websocket"],
    autoConnect: false,
    forceNew: true,
    auth,
    reconnectionDelay: 400,
    reconnectionDelayMax: 5_000,
    randomizationFactor: 0.5,
    timeout: 8_000,
  });
}
