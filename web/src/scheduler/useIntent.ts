/** Runs one creating request under one idempotency key until its outcome is known. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { newIntent } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { IntentKey } from "./intent.ts";

export function useIntent<Wish extends object, Made>(
  send: (wish: Wish, key: string) => Promise<Made>,
  onMade: (made: Made) => void,
) {
  const [intent] = useState(() => new IntentKey(newIntent));
  return useMutation<Made, unknown, Wish>({
    mutationFn: (wish) => send(wish, intent.keyFor(wish)),
    onSuccess: (made) => {
      intent.answered();
      onMade(made);
    },
    onError: (reason) => {
      if (reason instanceof ApiError && !reason.passing) intent.answered();
    },
  });
}
