/** Lets one patient in. Exactly one clinician wins; whoever loses keeps the page and gets a sentence. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { VisitView } from "../../contract/views.ts";
import { keys } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { admissionTickets } from "../call/tickets.ts";

export function useAdmit() {
  const api = useApi();
  const queries = useQueryClient();
  const [, goTo] = useLocation();
  return useMutation({
    mutationFn: (visit: VisitView) => api.admit(visit.id, visit.rev),
    onSuccess: ({ visit, ticket }) => {
      admissionTickets.put(visit.id, ticket);
      queries.setQueryData(keys.visit(visit.id), visit);
      goTo(`/app/visits/${visit.id}`);
    },
    // Whoever won knows the visit as it is now; the lists follow the hint. Whoever lost looks again.
    onError: () => queries.invalidateQueries({ queryKey: keys.everyVisit }),
  });
}
