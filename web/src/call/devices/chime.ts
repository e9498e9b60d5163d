/** Two soft notes: tests the speaker and calls a waiting person back to the page. */
const NOTES_HZ = [523.25, 783.99];
const NOTE_S = 0.45;
const START_MS = 300;

export async function playChime(): Promise<void> {
  const context = new AudioContext();
  await Promise.race([context.resume(), pause(START_MS)]);
  // A page without a gesture may not sound; a chime at the next tap would come out of nowhere.
  if (context.state !== "running") return await context.close();
  NOTES_HZ.forEach((pitch, index) => {
    note(context, pitch, context.currentTime + index * NOTE_S * 0.6);
  });
  await pause(2 * NOTE_S * 1000 + 200);
  await context.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function note(context: AudioContext, pitch: number, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  // A short rise and a long fall: an abrupt edge would click.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.25, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
