/** What the client sends, repeats, and makes of every kind of answer. */
import { expect, test } from "vitest";
import { Client, newIntent } from "../client.ts";
import { ApiError } from "../errors.ts";

interface Sent {
  url: string;
  init: RequestInit;
}

type Answer = Response | Error;

function network(...answers: Answer[]) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const client = new Client("/api/v1", {
    fetch: async (url, init) => {
      sent.push({ url: String(url), init: init ?? {} });
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new Error("no answer left");
      return answer;
    },
    pause: async (ms) => {
      pauses.push(ms);
    },
    timeoutMs: 1000,
  });
  return { client, sent, pauses };
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": type, ...headers },
  });
}

function header(sent: Sent | undefined, name: string): string | null {
  return new Headers(sent?.init.headers).get(name);
}

async function failure(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error("expected an ApiError");
  return error;
}

test("a_problem_becomes_an_error_with_its_code", async () => {
  const { client } = network(json(409, { code: "slot.taken", trace_id: "abc" }));
  const error = await failure(client.post("/visits", {}));
  expect([error.status, error.code, error.traceId]).toEqual([409, "slot.taken", "abc"]);
});

test("invalid_fields_travel_with_the_error", async () => {
  const errors = [{ path: "birth_date", code: "date" }];
  const { client } = network(json(422, { code: "validation.invalid", errors }));
  expect((await failure(client.post("/patients", {}))).fields).toEqual(errors);
});

test("a_limit_tells_how_long_to_wait", async () => {
  const { client } = network(json(429, { code: "rate.limited" }, { "Retry-After": "7" }));
  expect((await failure(client.post("/sign-in"))).retryAfterMs).toBe(7000);
});

test("an_error_page_of_a_proxy_is_an_internal_error", async () => {
  const { client } = network(new Response("<h1>Oops</h1>", { status: 500 }));
  expect((await failure(client.post("/sign-in"))).code).toBe("internal");
});

test("a_lost_network_is_named", async () => {
  const { client } = network(new TypeError("Failed to fetch"));
  const error = await failure(client.post("/sign-in"));
  expect([error.code, error.passing]).toEqual(["network.failed", true]);
});

test("reading_is_repeated_after_a_lost_network", async () => {
  const { client, sent } = network(new TypeError("lost"), json(200, { ok: 1 }));
  expect(await client.get("/my-visit")).toEqual({ ok: 1 });
  expect(sent).toHaveLength(2);
});

test("a_change_with_an_intent_is_repeated_under_the_same_key", async () => {
  const { client, sent } = network(json(503, {}), json(201, { id: "v" }));
  await client.post("/visits", {}, { intent: "k1" });
  expect(sent.map((request) => header(request, "Idempotency-Key"))).toEqual(["k1", "k1"]);
});

test("a_change_without_an_intent_is_sent_once", async () => {
  const { client, sent } = network(json(503, {}));
  await failure(client.post("/my-visit/arrive"));
  expect(sent).toHaveLength(1);
});

test("a_refusal_is_never_repeated", async () => {
  const { client, sent } = network(json(409, { code: "slot.taken" }));
  await failure(client.post("/visits", {}, { intent: "k1" }));
  expect(sent).toHaveLength(1);
});

test("the_server_decides_how_long_to_wait_before_repeating", async () => {
  const busy = json(503, {}, { "Retry-After": "2" });
  const { client, pauses } = network(busy, json(200, {}));
  await client.get("/visits");
  expect(pauses).toEqual([2000]);
});

test("the_revision_is_sent_as_an_entity_tag", async () => {
  const { client, sent } = network(json(200, {}));
  await client.post("/visits/v/admit", {}, { rev: 4 });
  expect(header(sent[0], "If-Match")).toBe('"4"');
});

test("an_answer_without_content_is_undefined", async () => {
  const { client } = network(new Response(null, { status: 204 }));
  expect(await client.post("/sign-out")).toBeUndefined();
});

test("a_damaged_answer_is_named", async () => {
  const { client } = network(new Response("{", { status: 200 }));
  expect((await failure(client.post("/sign-in"))).code).toBe("answer.malformed");
});

test("every_intent_has_its_own_key", () => {
  expect(newIntent()).not.toBe(newIntent());
});
