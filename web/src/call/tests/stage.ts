/** A call and everything around it: its line, its browser, its devices, its guard, and time. */
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { Call } from "../call.ts";
import type { LocalMedia } from "../devices/local.ts";
import { FakeBrowser, readyMedia } from "./fakeBrowser.ts";
import { FakeGuard, FakeLine } from "./fakeLine.ts";

export class Stage {
  readonly line = new FakeLine();
  readonly browser = new FakeBrowser();
  readonly clock = new VirtualClock();
  readonly guard = new FakeGuard();
  readonly call: Call;

  private constructor(readonly local: LocalMedia) {
    const { browser, clock } = this;
    this.call = new Call(this.line, local, this.guard, {
      screen: browser.screen,
      connect: browser.connect,
      stream: browser.stream,
      network: browser.network,
      clock,
      random: () => 1,
    });
  }

  static async set(): Promise<Stage> {
    return new Stage(await readyMedia());
  }

  get state() {
    return this.call.view.get().state;
  }

  /** The own sound, camera and screen as they were last put on the lines of the latest connection. */
  get going(): (MediaStreamTrack | null)[] {
    const { closed, lines } = this.browser.latest;
    return lines.slice(0, 3).map(({ sent }) => (closed ? null : (sent.at(-1) ?? null)));
  }

  /** Takes part, over a connection that is up. */
  async connected(): Promise<void> {
    this.call.start();
    await settled();
    this.browser.latest.becomes("connected");
    await settled();
  }
}
