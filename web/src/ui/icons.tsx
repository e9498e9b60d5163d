/** Our own line icons on a 24-unit grid; decorative, so the label beside them carries the meaning. */

const STROKES = {
  alert: [
    "M12 8v5",
    "M12 16.5v.01",
    "M10.3 4 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0Z",
  ],
  arrowLeft: ["M19 12H5", "m11 6-6 6 6 6"],
  arrowRight: ["M5 12h14", "m13 6 6 6-6 6"],
  bell: ["M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Z", "M10 21h4"],
  bellOff: ["M7.5 7A6 6 0 0 1 18 11v3.5", "M6 11v5l-1.5 2H17", "M10 21h4", "m3 3 18 18"],
  calendar: ["M4 6.5h16v13H4z", "M4 10.5h16", "M8 4v4", "M16 4v4"],
  camera: ["M3 7h12v10H3z", "m15 11 6-3.5v9L15 13"],
  cameraOff: ["M7 7h8v8", "m15 11 6-3.5v9L17.5 14.5", "M14 17H3V7", "m3 3 18 18"],
  chat: ["M4 5h16v11h-8l-4.5 4v-4H4z", "M8 9h8", "M8 12.5h5"],
  check: ["m5 12.5 4.5 4.5L19 7.5"],
  chevronDown: ["m6 9 6 6 6-6"],
  chevronLeft: ["m15 6-6 6 6 6"],
  chevronRight: ["m9 6 6 6-6 6"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z", "M12 7v5l3.5 2"],
  close: ["m6 6 12 12", "M18 6 6 18"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  door: ["M6 21V4l9-1.5v19L6 21Z", "M15 5h3v15h-3", "M12 12v.01"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z", "M12 11v5.5", "M12 7.5v.01"],
  link: [
    "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.4 1.4",
    "M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.4-1.4",
  ],
  larger: ["M14 4h6v6", "m20 4-7 7", "M10 20H4v-6", "m4 20 7-7"],
  lock: ["M5.5 11h13v9h-13z", "M8.5 11V7.5a3.5 3.5 0 0 1 7 0V11"],
  lockOpen: ["M5.5 11h13v9h-13z", "M8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2"],
  mic: [
    "M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3Z",
    "M6 11.5a6 6 0 0 0 12 0",
    "M12 17.5V21",
  ],
  micOff: [
    "M15 9V6a3 3 0 0 0-5.8-1",
    "M9 9v3a3 3 0 0 0 4.5 2.6",
    "M6 11.5a6 6 0 0 0 9.5 4.9",
    "M18 11.5v1",
    "M12 17.5V21",
    "m3 3 18 18",
  ],
  note: ["M6 3h9l4 4v14H6z", "M14.5 3v4.5H19", "M9 12h6.5", "M9 16h6.5"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z", "M4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"],
  pause: ["M9 6v12", "M15 6v12"],
  phone: [
    "M5 4h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5l1.5-2.5 5 1.5v4a1.5 1.5 0 0 1-1.5 1.5C11 20.5 3.5 13 3.5 5.5A1.5 1.5 0 0 1 5 4Z",
  ],
  plus: ["M12 5v14", "M5 12h14"],
  refresh: [
    "M20 11a8 8 0 0 0-14.5-3.5L4 9.5",
    "M4 5v4.5h4.5",
    "M4 13a8 8 0 0 0 14.5 3.5l1.5-2",
    "M20 19v-4.5h-4.5",
  ],
  screen: ["M3 5h18v11.5H3z", "M8.5 20h7", "M12 16.5V20"],
  screenOff: ["M7.5 5H21v11.5h-2", "M14.5 16.5H3V5", "M8.5 20h7", "M12 16.5V20", "m3 3 18 18"],
  search: ["M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z", "m16 16 5 5"],
  send: ["M4 12 20.5 4.5 15 20l-3.5-6.5z", "m11.5 13.5 9-9"],
  shield: ["M12 3 5 6v5.5c0 4.5 3 7.5 7 9.5 4-2 7-5 7-9.5V6l-7-3Z", "m9 12 2.2 2.2L15.2 10"],
  signal: ["M6 19v-3.5", "M12 19v-8", "M18 19V5"],
  signalPoor: ["M6 19v-3.5", "M12 19v.01", "M18 19v.01"],
  signalWeak: ["M6 19v-3.5", "M12 19v-8", "M18 19v.01"],
  signOut: ["M14 4H5v16h9", "M10 12h11", "m17.5 8.5 3.5 3.5-3.5 3.5"],
  smaller: ["M20 10h-6V4", "m14 10 7-7", "M4 14h6v6", "m10 14-7 7"],
  speaker: ["M4 9.5h4L13 5v14l-5-4.5H4z", "M16.5 9a4.5 4.5 0 0 1 0 6", "M19 6.5a8 8 0 0 1 0 11"],
  stepOut: ["M4 21V3h10v18", "M14 21H4", "M11 12v.01", "M17 12h4.5", "m19.5 9.5 2.5 2.5-2.5 2.5"],
  wifiOff: [
    "M5 12.5a10 10 0 0 1 4-2.3",
    "M2 9a15 15 0 0 1 5-3",
    "M13 6a15 15 0 0 1 9 3",
    "M15 10.5a10 10 0 0 1 4 2",
    "M8.5 16a5 5 0 0 1 5-1",
    "M12 19.5v.01",
    "m3 3 18 18",
  ],
} as const;

export type IconName = keyof typeof STROKES;

/** One icon in the current text colour, 1.25 em unless CSS says otherwise. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {STROKES[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
