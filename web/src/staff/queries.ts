/** What the staff pages read from the server, by name, with how long an answer stays good. */
import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "../api/errors.ts";
import type { StaffApi } from "../api/staff.ts";
import type { Day } from "./times.ts";

/** Every list and every single visit sits below `everyVisit`, so that one hint refreshes all that are on screen. */
export const keys = {
  everyVisit: ["visits"],
  day: (day: Day) => ["visits", "day", day],
  visit: (id: string) => ["visits", "one", id],
  slots: (clinician: string, day: Day) => ["slots", clinician, day],
  everySlot: ["slots"],
} as const;

/** Without the live line the page still looks for news this often. */
const LOOK_AGAIN_MS = 30_000;

export const visitsOf = (api: StaffApi, day: Day) =>
  queryOptions({
    queryKey: keys.day(day),
    queryFn: async () => (await api.visits(day)).items,
    refetchInterval: LOOK_AGAIN_MS,
  });

export const visitOf = (api: StaffApi, id: string) =>
  queryOptions({
    queryKey: keys.visit(id),
    queryFn: () => api.visit(id),
    refetchInterval: LOOK_AGAIN_MS,
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

/** A refusal stays a refusal; only what may pass by itself is asked again. */
export function shouldRetry(failures: number, reason: unknown): boolean {
  return reason instanceof ApiError && reason.passing && failures < 2;
}
