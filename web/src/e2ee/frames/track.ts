/** One line of a connection, sending or receiving: what becomes of each of its frames. */
import type { Bytes } from "../bytes.ts";
import { type Codec, codecOf, type FrameMetadata, isKey } from "./codec.ts";
import type { Gate } from "./gate.ts";
import { KeyFrameWatch } from "./keyFrames.ts";
import type { ReceiveOptions, SendOptions } from "./messages.ts";
import { openFrame } from "./opening.ts";
import { count, type DropCause, drop, type Tally } from "./tally.ts";

/** The part of RTCEncodedVideoFrame and RTCEncodedAudioFrame that is used here. */
export interface EncodedFrame {
  data: ArrayBuffer;
  readonly type?: string;
  getMetadata?: () => FrameMetadata;
}

export interface Track {
  /** Whether the frame goes on; its data is then what the next one should see. */
  pass: (frame: EncodedFrame) => Promise<boolean>;
}

export class SendTrack implements Track {
  private readonly tally: Tally;

  constructor(
    private readonly gate: Gate,
    private readonly options: SendOptions,
  ) {
    this.tally = gate.tallies.of("send", options.role, null);
  }

  async pass(frame: EncodedFrame): Promise<boolean> {
    const open = openDoor(this.gate, this.tally);
    if (open !== null) return open;
    if (isEmpty(frame)) return false;
    const cause = await this.protect(frame);
    if (cause) drop(this.tally, cause);
    return cause === null;
  }

  private async protect(frame: EncodedFrame): Promise<DropCause | null> {
    const { sender } = this.gate.keyring;
    if (!sender) return "no_key";
    const { codec, data } = read(frame, this.options);
    if (!codec) return "unsupported";
    const sealed = await sender.protect(this.options.role, codec, data);
    if (sender.tired) this.gate.askForRekey();
    if (!sealed) return "exhausted";
    frame.data = sealed.buffer;
    if (count(this.tally, sender.epoch)) this.gate.postCounters();
    return null;
  }
}

export class ReceiveTrack implements Track {
  private readonly chain = new KeyFrameWatch();
  private shown: string | null = null;

  constructor(
    private readonly gate: Gate,
    private readonly options: ReceiveOptions,
    private readonly askForKeyFrame: () => void,
  ) {}

  async pass(frame: EncodedFrame): Promise<boolean> {
    const seat = this.gate.seatOn(this.options.track);
    if (seat !== this.shown) this.chain.break();
    this.shown = seat;
    const tally = this.gate.tallies.of("receive", this.options.role, seat);
    const open = openDoor(this.gate, tally);
    if (open !== null) {
      this.chain.break();
      return open;
    }
    if (isEmpty(frame)) return false;
    const cause = await this.open(frame, seat, tally);
    if (cause) drop(tally, cause);
    // A copy of an earlier frame was never part of the chain.
    if (cause && cause !== "replayed") this.chain.break();
    return cause === null;
  }

  private async open(
    frame: EncodedFrame,
    seat: string | null,
    tally: Tally,
  ): Promise<DropCause | null> {
    const { codec, data } = read(frame, this.options);
    if (!codec) return "unsupported";
    const { role } = this.options;
    const opened = await openFrame(this.gate.keyring, { seat, role }, codec, data);
    if ("cause" in opened) return opened.cause;
    // The page may have closed the gate, or put somebody else here, in the meantime.
    if (this.gate.mode !== "encrypt") return "closed";
    if (seat === null || this.gate.seatOn(this.options.track) !== seat) return "wrong_sender";
    frame.data = opened.frame.buffer;
    if (count(tally, opened.epoch)) this.gate.postCounters();
    this.watch(isKey(codec, opened.frame, frame.type), seat);
    return null;
  }

  private watch(key: boolean, seat: string): void {
    const { track, role } = this.options;
    if (role === "audio" || !this.chain.opened(key, this.gate.ports.clock.now())) return;
    this.gate.ports.post({ kind: "key_frame_needed", track, seat, role });
    this.askForKeyFrame();
  }
}

/** Whether the mode alone decides about a frame, and how; null if the keys decide. */
function openDoor(gate: Gate, tally: Tally): boolean | null {
  if (gate.mode === "encrypt") return null;
  if (gate.mode === "clear") tally.passed += 1;
  else drop(tally, "closed");
  return gate.mode === "clear";
}

/** Browsers hand out padding as frames without bytes; there is nothing in them to open or protect. */
function isEmpty(frame: EncodedFrame): boolean {
  return frame.data.byteLength === 0;
}

function read(
  frame: EncodedFrame,
  { role, codecs = {} }: SendOptions | ReceiveOptions,
): { codec: Codec | null; data: Bytes } {
  const codec = codecOf(frame.getMetadata?.() ?? {}, codecs);
  const data = new Uint8Array(frame.data);
  const fits = (codec === "opus") === (role === "audio");
  return { codec: fits ? codec : null, data };
}
