/** Carries the draft's reads and saves to the server, and tells a refusal for good from a failure for now. */
import { queryOptions } from "@tanstack/react-query";
import { codeOf } from "../../api/sentences.ts";
import type { StaffApi } from "../../api/staff.ts";
import type { NoteStore, SaveResult } from "./noteDraft.ts";

type NoteApi = Pick<StaffApi, "note" | "saveNote">;

const REFUSALS: Record<string, SaveResult> = {
  "note.stale": { kind: "stale" },
  "note.already_signed": { kind: "signed" },
};

export function noteStore(api: NoteApi, visit: string): NoteStore {
  return {
    async read() {
      const { version, text, saved_at } = await api.note(visit);
      return { version, text, savedAt: saved_at };
    },
    async save(text, basedOn) {
      try {
        const { version, saved_at } = await api.saveNote(visit, text, basedOn);
        return { kind: "saved", version, savedAt: saved_at };
      } catch (reason) {
        const refusal = REFUSALS[codeOf(reason)];
        if (refusal === undefined) throw reason;
        return refusal;
      }
    },
  };
}

/** Read once: from then on the editor knows better than any refetch, and each read is an entry in the audit ledger. */
export const noteOf = (api: StaffApi, visit: string) =>
  queryOptions({
    queryKey: ["note", visit],
    queryFn: () => api.note(visit),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
