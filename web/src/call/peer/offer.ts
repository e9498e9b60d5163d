/**
 * What the browser is told beyond the server's offer. Chromium starts sending video at 300 kbit/s
 * and stays small for long unless the remote description names a start rate for the codec.
 */
const START_KBPS = 1200;
const RATE = "x-google-start-bitrate";
const VIDEO = new Set(["VP8", "VP9", "H264", "AV1"]);

export function withStartRate(sdp: string): string {
  if (sdp.includes(RATE)) return sdp;
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (section.startsWith("m=video") ? rated(section) : section))
    .join("");
}

function rated(section: string): string {
  const codecs = [...section.matchAll(/^a=rtpmap:(\d+) ([^/\r\n]+)/gm)];
  return codecs
    .filter(([, , name]) => VIDEO.has(name?.toUpperCase() ?? ""))
    .reduce((text, [line, type]) => addRate(text, line, type ?? ""), section);
}

/** RFC 8866 section 6.15: one `fmtp` line per format; it is lengthened, or made after `rtpmap`. */
function addRate(section: string, rtpmap: string, type: string): string {
  const format = new RegExp(`^(a=fmtp:${type} [^\\r\\n]*)`, "m");
  if (format.test(section)) return section.replace(format, `$1;${RATE}=${START_KBPS}`);
  const start = section.indexOf(rtpmap);
  const end = section.indexOf("\n", start) + 1;
  return `${section.slice(0, end)}a=fmtp:${type} ${RATE}=${START_KBPS}\r\n${section.slice(end)}`;
}
