/** The spoken code: the agreement's 24 bits as three words that two people read to each other. */
import type { Bytes } from "../bytes.ts";
import { ENGLISH } from "./en.ts";

export type Language = "en";

const WORDS: Readonly<Record<Language, readonly string[]>> = { en: ENGLISH };

/** Both people must use the same language: the same bits are other words in another one. */
export function spokenCode(code: Bytes, language: Language = "en"): string[] {
  return [...code].map((byte) => WORDS[language][byte] ?? "");
}
