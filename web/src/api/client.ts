/**
 * JSON over fetch: sends, retries what may safely be repeated, and turns every failure into an
 * ApiError. A changing request with an idempotency key is repeated with the same key, so a lost
 * answer never books twice.
 */
import { ApiError, problemError } from "./errors.ts";

export interface SendOptions {
  /** The revision last seen, sent as If-Match. */
  rev?: number;
  /** One per intent of the person: see `newIntent`. */
  intent?: string;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PUT";

export interface ClientPorts {
  fetch: typeof globalThis.fetch;
  pause: (ms: number) => Promise<void>;
  timeoutMs: number;
}

const REPEATS_MS = [400, 1500];
const REPEATABLE = new Set([0, 502, 503, 504]);

const browserPorts: ClientPorts = {
  fetch: (input, init) => globalThis.fetch(input, init),
  pause: (ms) => new Promise((done) => setTimeout(done, ms)),
  timeoutMs: 15_000,
};

/** A fresh idempotency key: made when the person decides, kept until the outcome is known. */
export function newIntent(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Client {
  constructor(
    private readonly base = "/api/v1",
    private readonly ports: ClientPorts = browserPorts,
  ) {}

  get<T>(path: string, options: SendOptions = {}): Promise<T> {
    return this.send<T>("GET", path, undefined, options);
  }

  post<T>(path: string, body: unknown = {}, options: SendOptions = {}): Promise<T> {
    return this.send<T>("POST", path, body, options);
  }

  put<T>(path: string, body: unknown, options: SendOptions = {}): Promise<T> {
    return this.send<T>("PUT", path, body, options);
  }

  private async send<T>(method: Method, path: string, body: unknown, options: SendOptions) {
    const repeats = method === "GET" || options.intent ? REPEATS_MS : [];
    for (const wait of repeats) {
      try {
        return await this.once<T>(method, path, body, options);
      } catch (error) {
        if (!(error instanceof ApiError) || !REPEATABLE.has(error.status)) throw error;
        if (options.signal?.aborted) throw error;
        await this.ports.pause(error.retryAfterMs ?? wait);
      }
    }
    return await this.once<T>(method, path, body, options);
  }

  private async once<T>(method: Method, path: string, body: unknown, options: SendOptions) {
    const response = await this.exchange(method, path, body, options);
    if (!response.ok) throw await problemError(response);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError(response.status, "answer.malformed");
    }
  }

  private async exchange(method: Method, path: string, body: unknown, options: SendOptions) {
    const timeout = AbortSignal.timeout(this.ports.timeoutMs);
    const signal = options.signal ? anySignal(options.signal, timeout) : timeout;
    try {
      return await this.ports.fetch(this.base + path, {
        method,
        headers: headersFor(body, options),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: "same-origin",
        cache: "no-store",
        signal,
      });
    } catch {
      throw new ApiError(0, timeout.aborted ? "network.timeout" : "network.failed");
    }
  }
}

function headersFor(body: unknown, options: SendOptions): Record<string, string> {
  return {
    Accept: "application/json",
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(options.rev === undefined ? {} : { "If-Match": `"${options.rev}"` }),
    ...(options.intent === undefined ? {} : { "Idempotency-Key": options.intent }),
  };
}

/** AbortSignal.any came to Safari with 17.4 only. */
function anySignal(...signals: AbortSignal[]): AbortSignal {
  const joined = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) joined.abort();
    else signal.addEventListener("abort", () => joined.abort(), { once: true });
  }
  return joined.signal;
}
