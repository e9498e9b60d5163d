/** A visit's room for as long as the page shows it. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { hearOfVisit } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { VisitRoom } from "./room.ts";
import { admissionTickets } from "./tickets.ts";

/** `inCall`: the visit is under way. Opens the devices early, so that the picture is there when the patient comes in. */
export function useRoom(visit: string, inCall: boolean) {
  const api = useApi();
  const queries = useQueryClient();
  const [room] = useState(
    () =>
      new VisitRoom(
        visit,
        async () => admissionTickets.take(visit) ?? (await api.ticket(visit)),
        (rev = Number.POSITIVE_INFINITY) => hearOfVisit(queries, { visit, rev }),
      ),
  );
  useEffect(() => {
    room.open();
    return () => room.close();
  }, [room]);
  useEffect(() => {
    if (inCall) room.enterCall();
    else room.restCall();
  }, [room, inCall]);
  const view = useSyncExternalStore(room.view.subscribe, room.view.get);
  const local = useSyncExternalStore(room.local.view.subscribe, room.local.view.get);
  return { room, view, local };
}
