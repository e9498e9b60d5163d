/**
 * Which bytes of an encoded frame stay clear, so that the forwarding server still sees key frames:
 * the part of the VP8 payload header (RFC 7741 section 4.3) and the Opus TOC byte (RFC 6716
 * section 3.1). VP9's descriptor is outside of the frame.
 */

export type Codec = "opus" | "vp8" | "vp9";

/** The fields used here of RTCEncodedVideoFrameMetadata; older browsers give no `mimeType`. */
export interface FrameMetadata {
  mimeType?: string;
  payloadType?: number;
}

/** Payload types as negotiated, for example `{ 96: "video/VP8" }`. */
export type NegotiatedCodecs = Readonly<Record<number, string>>;

const BY_MIME_TYPE: Readonly<Record<string, Codec>> = {
  "audio/opus": "opus",
  "video/vp8": "vp8",
  "video/vp9": "vp9",
};

const VP8_KEY_BYTES = 10;
const VP8_DELTA_BYTES = 3;

/** Null for every codec whose frames cannot be protected here: H264, AV1, RED. */
export function codecOf(metadata: FrameMetadata, negotiated: NegotiatedCodecs): Codec | null {
  const mimeType = metadata.mimeType ?? negotiated[metadata.payloadType ?? -1] ?? "";
  return BY_MIME_TYPE[mimeType.toLowerCase()] ?? null;
}

/** How many bytes of a whole frame, or of a protected one, stay clear. */
export function clearLength(codec: Codec, frame: Uint8Array): number {
  if (codec === "vp9") return 0;
  if (codec === "opus") return 1;
  return isVp8Key(frame) ? VP8_KEY_BYTES : VP8_DELTA_BYTES;
}

/**
 * A frame that is too short for its clear bytes shows only its first one: that suffices for the key
 * bit, and leaves the receiver a single second place to look for the header.
 */
export const SHORT_CLEAR_LENGTH = 1;

export function isKey(codec: Codec, frame: Uint8Array, type: string | undefined): boolean {
  if (codec === "opus") return true;
  return codec === "vp8" ? isVp8Key(frame) : type === "key";
}

function isVp8Key(frame: Uint8Array): boolean {
  return ((frame[0] ?? 1) & 1) === 0;
}
