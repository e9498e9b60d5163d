/** What can go wrong with a request, as one error with a stable code. */
import type { Problem } from "../contract/views.ts";

export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status, 0 when no answer came. */
    readonly status: number,
    /** Stable word: the server's, or `network.failed`, `network.timeout`, `answer.malformed`. */
    readonly code: string,
    readonly retryAfterMs: number | null = null,
    readonly traceId: string | null = null,
    readonly fields: readonly { path: string; code: string }[] = [],
  ) {
    super(code);
  }

  /** Whether the same request may succeed later without the person changing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export async function problemError(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  return new ApiError(
    response.status,
    problem.code ?? (response.status >= 500 ? "internal" : "answer.malformed"),
    retryAfter(response.headers.get("Retry-After")),
    problem.trace_id ?? null,
    problem.errors ?? [],
  );
}

async function readProblem(response: Response): Promise<Partial<Problem>> {
  const json = response.headers.get("Content-Type")?.includes("json") ?? false;
  if (!json) return {};
  try {
    return ((await response.json()) ?? {}) as Partial<Problem>;
  } catch {
    return {};
  }
}

/** Delay in milliseconds; only the seconds form of RFC 9110 section 10.2.3 is used by the server. */
function retryAfter(header: string | null): number | null {
  if (header === null || !/^\d+$/.test(header)) return null;
  return Number(header) * 1000;
}
