/** Sharing the own screen in a call: the person chooses what, the server says whether, the track goes up. */
import { codeOf } from "../api/sentences.ts";
import { Turns } from "../e2ee/turns.ts";
import { ScreenCapture } from "./devices/screen.ts";

export class Sharing {
  /** Whether the server knows of a screen; null: nobody can say. */
  private told: boolean | null = false;
  private granted = false;
  private readonly turns = new Turns();

  constructor(
    private readonly ask: (on: boolean) => Promise<void>,
    private readonly changed: () => void,
    private readonly screen: ScreenCapture = new ScreenCapture(),
  ) {
    screen.view.subscribe(() => this.screenChanged());
  }

  /** What is shown to the others. */
  get track(): MediaStreamTrack | null {
    return this.granted ? this.screen.view.get() : null;
  }

  /** Answers the code of a refusal, or null. The choice comes first: browsers want a fresh press for it. */
  async start(): Promise<string | null> {
    return (await this.screen.start()) ? await this.settle() : null;
  }

  stop(): void {
    this.screen.stop();
  }

  /** A new connection in the same seat: the server has forgotten the screen that the earlier one showed. */
  async resume(): Promise<void> {
    await this.turns.take(async () => {
      if (this.told) this.told = null;
      await this.tell();
    });
  }

  /** Tells the server what it does not know yet; answers the code of a refusal, or null. */
  settle(): Promise<string | null> {
    return this.turns.take(() => this.tell());
  }

  private async tell(): Promise<string | null> {
    const track = this.screen.view.get();
    const on = track !== null;
    try {
      if (on !== this.told) {
        this.told = null;
        await this.ask(on);
        this.told = on;
      }
      this.grant(on);
      return null;
    } catch (error) {
      const code = codeOf(error);
      // A line that is down refuses nothing: what was granted is asked for again when it is up.
      if (!(on && this.granted && code === "signal.timeout")) this.letGo(track);
      return code;
    }
  }

  private letGo(track: MediaStreamTrack | null): void {
    this.grant(false);
    // Another one that was chosen meanwhile is asked for in its own turn.
    if (track === this.screen.view.get()) this.screen.release();
  }

  private grant(granted: boolean): void {
    if (granted === this.granted) return;
    this.granted = granted;
    this.changed();
  }

  /** An end is told by itself, a choice by `start`, which answers for it. */
  private screenChanged(): void {
    if (this.screen.view.get() === null) void this.settle();
    this.changed();
  }
}
