import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../state/tests/virtualClock.ts";
import { LATEST_MS, NoteDraft, type NoteStore, QUIET_MS, type SavedNote } from "../noteDraft.ts";

const EMPTY: SavedNote = { version: 0, text: "", savedAt: null };

/** A server of one note, with the two troubles a note can meet: unreachable, or changed by somebody else. */
class OneNote implements NoteStore {
  note: SavedNote = EMPTY;
  signed = false;
  reachable = true;
  readonly saves: string[] = [];
  /** While set, a save waits for it. */
  gate: Promise<void> = Promise.resolve();

  async read() {
    this.mustBeReachable();
    return this.note;
  }

  async save(text: string, basedOn: number) {
    await this.gate;
    this.mustBeReachable();
    if (this.signed) return { kind: "signed" } as const;
    if (basedOn !== this.note.version) return { kind: "stale" } as const;
    this.saves.push(text);
    const version = basedOn + 1;
    this.note = { version, text, savedAt: `at version ${version}` };
    return { kind: "saved", version, savedAt: this.note.savedAt } as const;
  }

  changedElsewhere(text: string) {
    this.note = { version: this.note.version + 1, text, savedAt: "elsewhere" };
  }

  private mustBeReachable() {
    if (!this.reachable) throw new Error("unreachable");
  }
}

let clock: VirtualClock;
let server: OneNote;
let draft: NoteDraft;

beforeEach(() => {
  clock = new VirtualClock();
  server = new OneNote();
  draft = new NoteDraft(EMPTY, server, clock);
});

describe("saving while writing", () => {
  test("text is saved two seconds after typing stops", async () => {
    draft.type("Cough");
    await clock.advance(QUIET_MS - 1);
    expect(server.saves).toEqual([]);
    await clock.advance(1);
    expect(server.saves).toEqual(["Cough"]);
    expect(draft.view()).toMatchObject({ status: { kind: "saved" }, version: 1, unsaved: false });
  });

  test("somebody who never pauses is saved every five seconds", async () => {
    for (let second = 1; second <= 11; second += 1) {
      draft.type("x".repeat(second));
      await clock.advance(1_000);
    }
    expect(server.saves).toEqual(["xxxxx", "xxxxxxxxxx"]);
    expect(LATEST_MS).toBe(5_000);
  });

  test("what is typed during a save is saved after it", async () => {
    let open = () => {};
    server.gate = new Promise((resolve) => {
      open = resolve;
    });
    draft.type("first");
    await clock.advance(QUIET_MS);
    draft.type("first, second");
    expect(draft.view().status.kind).toBe("saving");
    open();
    await clock.advance(0);
    expect(draft.view()).toMatchObject({ status: { kind: "typing" }, unsaved: true });
    await clock.advance(QUIET_MS);
    expect(server.saves).toEqual(["first", "first, second"]);
  });

  test("typing the same text again saves nothing", async () => {
    draft.type("");
    await clock.advance(60_000);
    expect(server.saves).toEqual([]);
  });

  test("flush saves at once and says that all is saved", async () => {
    draft.type("Leaving now");
    expect(await draft.flush()).toBe(true);
    expect(server.saves).toEqual(["Leaving now"]);
  });

  test("a closed draft sets no more timers", async () => {
    draft.type("unsaved");
    draft.close();
    await clock.advance(60_000);
    expect(server.saves).toEqual([]);
    expect(draft.view().text).toBe("unsaved");
  });
});

describe("a server that cannot be reached", () => {
  beforeEach(async () => {
    server.reachable = false;
    draft.type("kept");
    await clock.advance(QUIET_MS);
  });

  test("the failure is shown and the text kept", () => {
    expect(draft.view()).toMatchObject({
      text: "kept",
      status: { kind: "retrying" },
      unsaved: true,
    });
  });

  test("it is tried again by itself, with what was typed meanwhile", async () => {
    draft.type("kept and more");
    server.reachable = true;
    await clock.advance(2_000);
    expect(server.saves).toEqual(["kept and more"]);
    expect(draft.view().status.kind).toBe("saved");
  });

  test("waits grow, but never beyond half a minute", async () => {
    await clock.advance(10 * 60_000);
    server.reachable = true;
    await clock.advance(30_000);
    expect(server.saves).toEqual(["kept"]);
  });

  test("flush says that not all is saved", async () => {
    expect(await draft.flush()).toBe(false);
  });
});

describe("another window changed the note", () => {
  beforeEach(async () => {
    server.changedElsewhere("theirs");
    draft.type("mine");
    await clock.advance(QUIET_MS);
  });

  test("one's own text stays and the other is shown", () => {
    expect(draft.view()).toMatchObject({
      text: "mine",
      status: { kind: "conflict", theirs: { text: "theirs", version: 1 } },
      unsaved: true,
    });
  });

  test("typing on keeps the conflict open and saves nothing", async () => {
    draft.type("mine, longer");
    await clock.advance(60_000);
    expect(server.saves).toEqual([]);
    expect(draft.view()).toMatchObject({ text: "mine, longer", status: { kind: "conflict" } });
  });

  test("keeping one's own saves it on top of the other version", async () => {
    await draft.keepMine();
    expect(server.saves).toEqual(["mine"]);
    expect(draft.view()).toMatchObject({ version: 2, status: { kind: "saved" } });
  });

  test("keeping both puts the other text below", async () => {
    await draft.keepBoth();
    expect(server.saves).toEqual(["mine\n\ntheirs"]);
  });

  test("flush does not overwrite the other version unasked", async () => {
    expect(await draft.flush()).toBe(false);
    expect(server.note.text).toBe("theirs");
  });
});

test("a save whose answer was lost is no conflict", async () => {
  server.changedElsewhere("same words");
  draft.type("same words");
  await clock.advance(QUIET_MS);
  expect(draft.view()).toMatchObject({ status: { kind: "saved" }, version: 1, unsaved: false });
});

test("a note signed elsewhere takes no more text but keeps what was typed", async () => {
  server.signed = true;
  draft.type("too late");
  await clock.advance(QUIET_MS);
  draft.type("even later");
  expect(draft.view()).toMatchObject({ text: "too late", status: { kind: "signed" } });
});
