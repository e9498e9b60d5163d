/**
 * Everything a frame Worker knows: the mode, the keys and what was counted. The page speaks to it in
 * messages; each line's frames pass it as a `Track`. Until the page says otherwise nothing passes.
 */
import type { Clock } from "../clock.ts";
import { Keyring } from "./keyring.ts";
import type { EpochKeys, FromWorker, Mode, ToWorker, TransformOptions } from "./messages.ts";
import { COUNTER_LIMIT } from "./sender.ts";
import { Tallies } from "./tally.ts";
import { type EncodedFrame, ReceiveTrack, SendTrack, type Track } from "./track.ts";

export interface GatePorts {
  clock: Clock;
  post: (message: FromWorker) => void;
}

export class Gate {
  mode: Mode = "closed";
  readonly keyring: Keyring;
  readonly tallies = new Tallies();
  private readonly expected = new Map<string, string | null>();
  private rekeyAsked = false;

  constructor(
    readonly ports: GatePorts,
    counterLimit = COUNTER_LIMIT,
  ) {
    this.keyring = new Keyring(ports.clock, counterLimit);
  }

  handle(message: ToWorker): void {
    if (message.kind === "mode") this.become(message.mode);
    if (message.kind === "keys") this.install(message.keys);
    if (message.kind === "expect") this.expected.set(message.track, message.seat);
    if (message.kind === "count") this.postCounters();
  }

  /** Lets the frames of one line through; the promise ends with the line. */
  async attach(
    options: TransformOptions,
    readable: ReadableStream<EncodedFrame>,
    writable: WritableStream<EncodedFrame>,
    askForKeyFrame: () => void = () => {},
  ): Promise<void> {
    const track = this.track(options, askForKeyFrame);
    const filter = new TransformStream<EncodedFrame, EncodedFrame>({
      transform: async (frame, out) => {
        // A frame that fails is dropped; an error here would end the line for good.
        if (await track.pass(frame).catch(() => false)) out.enqueue(frame);
      },
    });
    // A line ends by an error as often as by closing; either way there is nothing left to do.
    const through = readable.pipeThrough(filter).pipeTo(writable);
    await through.catch(() => {});
  }

  /** Who may be heard or seen on a line; the page's latest word counts. */
  seatOn(track: string): string | null {
    return this.expected.get(track) ?? null;
  }

  postCounters(): void {
    this.ports.post({ kind: "counters", tallies: this.tallies.list() });
  }

  /** Asked once for each epoch. */
  askForRekey(): void {
    if (this.rekeyAsked) return;
    this.rekeyAsked = true;
    this.ports.post({ kind: "rekey" });
  }

  private track(options: TransformOptions, askForKeyFrame: () => void): Track {
    if (options.direction === "send") return new SendTrack(this, options);
    const { track, seat } = options;
    if (seat !== undefined && !this.expected.has(track)) this.expected.set(track, seat);
    return new ReceiveTrack(this, options, askForKeyFrame);
  }

  private install(keys: EpochKeys): void {
    if (!this.keyring.install(keys)) return;
    this.rekeyAsked = false;
    this.tallies.newEpoch();
  }

  private become(mode: Mode): void {
    this.mode = mode;
    if (mode !== "encrypt") this.keyring.wipe();
  }
}
