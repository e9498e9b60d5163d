/** What the staff pages read from the server, by name, with how long an answer stays good. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { ApiError } from "../api/errors.ts";
import type { StaffApi } from "../api/staff.ts";
import type { VisitHint } from "../contract/signaling.ts";
import type { VisitView } from "../contract/views.ts";
import type { Day } from "./times.ts";

/** Every list and every single visit sits below `everyVisit`, so that one hint refreshes all that are on screen. */
export const keys = {
  everyVisit: ["visits"],
  everyDay: ["visits", "day"],
  day: (day: Day) => ["visits", "day", day],
  visit: (id: string) => ["visits", "one", id],
  slots: (clinician: string, day: Day) => ["slots", clinician, day],
  everySlot: ["slots"],
} as const;

/** Without the live line the page still looks for news this often. */
const LOOK_AGAIN_MS = 30_000;

/** A part of the page that appears now does not ask again for what has just come; a hint always does. */
const GOOD_MS = 3_000;

export const visitsOf = (api: StaffApi, day: Day) =>
  queryOptions({
    queryKey: keys.day(day),
    queryFn: async () => (await api.visits(day)).items,
    refetchInterval: LOOK_AGAIN_MS,
    staleTime: GOOD_MS,
  });

export const visitOf = (api: StaffApi, id: string) =>
  queryOptions({
    queryKey: keys.visit(id),
    queryFn: () => api.visit(id),
    refetchInterval: LOOK_AGAIN_MS,
    staleTime: GOOD_MS,
  });

export const cliniciansOf = (api: StaffApi) =>
  queryOptions({
    queryKey: ["clinicians"],
    queryFn: async () => (await api.clinicians()).items,
    staleTime: 5 * 60_000,
  });

export const slotsOf = (api: StaffApi, clinician: string, day: Day) =>
  queryOptions({
    queryKey: keys.slots(clinician, day),
    queryFn: async () => (await api.slots(clinician, day)).items,
    enabled: clinician !== "",
  });

export const patientsOf = (api: StaffApi, query: string) =>
  queryOptions({
    queryKey: ["patients", query],
    queryFn: async () => (await api.patients(query)).items,
    placeholderData: (before) => before,
  });

/** Asks again for what a hint is about: the lists, and the visit unless what is here is as new as the hint. */
export function hear(queries: QueryClient, { visit, rev }: VisitHint): void {
  void queries.invalidateQueries({ queryKey: keys.everyDay });
  hearOfVisit(queries, { visit, rev });
}

export function hearOfVisit(queries: QueryClient, { visit, rev }: VisitHint): void {
  const known = queries.getQueryData<VisitView>(keys.visit(visit));
  if (known === undefined || known.rev < rev) {
    void queries.invalidateQueries({ queryKey: keys.visit(visit) });
  }
}

/** A refusal stays a refusal; only what may pass by itself is asked again. */
export function shouldRetry(failures: number, reason: unknown): boolean {
  return reason instanceof ApiError && reason.passing && failures < 2;
}
