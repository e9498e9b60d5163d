/** Tells how tall a picture is on this page: when it has come to rest, and not too often. */
import { type Clock, systemClock } from "../../../state/clock.ts";

/** A window that is being dragged has no height yet. */
const REST_MS = 300;
const APART_MS = 1_000;

export class Heights {
  private cancel = () => {};
  private toldAt = Number.NEGATIVE_INFINITY;
  private told = 0;

  constructor(
    private readonly tell: (height: number) => void,
    private readonly clock: Clock = systemClock,
  ) {}

  /** In device pixels. */
  changed(height: number): void {
    this.cancel();
    const wait = Math.max(REST_MS, this.toldAt + APART_MS - this.clock.now());
    this.cancel = this.clock.after(wait, () => this.rested(Math.round(height)));
  }

  stop(): void {
    this.cancel();
  }

  private rested(height: number): void {
    if (height === this.told || height === 0) return;
    this.told = height;
    this.toldAt = this.clock.now();
    this.tell(height);
  }
}
