/** The start rate that makes Chromium send a sharp picture from the first second. */
import { expect, test } from "vitest";
import { withStartRate } from "../offer.ts";

const LINES = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 useinbandfec=1",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102",
  "a=rtpmap:96 VP8/90000",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:102 H264/90000",
  "a=fmtp:102 packetization-mode=1",
];
const OFFER = `${LINES.join("\r\n")}\r\n`;
const rated = withStartRate(OFFER).split("\r\n");

test("a_codec_without_parameters_gets_a_line_of_its_own", () => {
  expect(rated[rated.indexOf("a=rtpmap:96 VP8/90000") + 1]).toBe(
    "a=fmtp:96 x-google-start-bitrate=1200",
  );
});

test("a_codec_with_parameters_keeps_them", () => {
  expect(rated).toContain("a=fmtp:102 packetization-mode=1;x-google-start-bitrate=1200");
});

test("sound_and_repairs_are_left_alone", () => {
  expect(rated).toContain("a=fmtp:111 useinbandfec=1");
  expect(rated).toContain("a=fmtp:97 apt=96");
});

test("an_offer_that_names_a_rate_is_left_alone", () => {
  expect(withStartRate(withStartRate(OFFER))).toBe(withStartRate(OFFER));
});

test("the_same_codec_of_the_camera_and_of_the_screen_gets_the_rate_in_both", () => {
  const screen = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 vp8/90000", ""].join("\r\n");
  const both = withStartRate(OFFER + screen);
  expect(both.split("a=fmtp:96 x-google-start-bitrate=1200\r\n")).toHaveLength(3);
});

test("a_format_whose_number_begins_alike_is_another_one", () => {
  const lines = ["m=video 9 UDP/TLS/RTP/SAVPF 9 96", "a=rtpmap:9 VP8/90000", "a=fmtp:96 apt=9", ""];
  expect(withStartRate(lines.join("\r\n")).split("\r\n")).toEqual([
    ...lines.slice(0, 2),
    "a=fmtp:9 x-google-start-bitrate=1200",
    ...lines.slice(2),
  ]);
});

test("without_the_rate_it_is_the_offer_as_it_came", () => {
  const without = withStartRate(OFFER)
    .replace("a=fmtp:96 x-google-start-bitrate=1200\r\n", "")
    .replaceAll(";x-google-start-bitrate=1200", "");
  expect(without).toBe(OFFER);
});

test("an_offer_without_a_picture_is_left_alone", () => {
  const sound = OFFER.slice(0, OFFER.indexOf("m=video"));
  expect(withStartRate(sound)).toBe(sound);
});
