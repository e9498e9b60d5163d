/** The frame Worker: connects the browser's encoded transforms and the page's messages to a `Gate`. */
import { Gate } from "./frames/gate.ts";
import type { ToWorker, TransformOptions } from "./frames/messages.ts";
import type { EncodedFrame } from "./frames/track.ts";

/** W3C WebRTC Encoded Transform; the pages' type library has no Worker globals. */
interface FrameWorkerScope {
  postMessage: (message: unknown) => void;
  onmessage: ((event: { data: ToWorker }) => void) | null;
  onrtctransform: ((event: { transformer: Transformer }) => void) | null;
}

interface Transformer {
  readonly options: TransformOptions;
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  sendKeyFrameRequest?: () => Promise<void>;
}

const scope = globalThis as unknown as FrameWorkerScope;

const gate = new Gate({
  clock: {
    now: () => performance.now(),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  },
  post: (message) => scope.postMessage(message),
});

scope.onmessage = ({ data }) => gate.handle(data);
scope.onrtctransform = ({ transformer }) => {
  const { options, readable, writable } = transformer;
  // Only a wish: the page has been told as well.
  const ask = () => void transformer.sendKeyFrameRequest?.().catch(() => {});
  void gate.attach(options, readable, writable, ask);
};
