/** Sharing the own screen in a call: the person chooses what, the server says whether, the track goes up. */
import { codeOf } from "../api/sentences.ts";
import { ScreenCapture } from "./devices/screen.ts";

export class Sharing {
  private granted = false;

  constructor(
    private readonly ask: (on: boolean) => Promise<void>,
    private readonly changed: () => void,
    private readonly screen: ScreenCapture = new ScreenCapture(),
  ) {}

  /** What is shown to the others. */
  get track(): MediaStreamTrack | null {
    return this.granted ? this.screen.view.get() : null;
  }

  /** Answers the code of a refusal, or null. The question comes first: browsers want a fresh press for it. */
  async start(): Promise<string | null> {
    if (!(await this.screen.start())) return null;
    try {
      await this.ask(true);
    } catch (error) {
      this.screen.stop();
      return codeOf(error);
    }
    this.granted = true;
    this.changed();
    return null;
  }

  stop(): void {
    this.screen.stop();
    if (!this.granted) return;
    this.granted = false;
    this.ask(false).catch(() => {});
    this.changed();
  }

  /** A new connection in the same seat: the server has forgotten that it showed a screen. */
  async resume(): Promise<void> {
    if (this.granted) await this.ask(true).catch(() => this.stop());
  }

  /** Tells when the person ends it by the browser's own button. */
  watch(): () => void {
    return this.screen.view.subscribe(() => {
      if (this.screen.view.get() === null) this.stop();
    });
  }
}
