/** How somebody's connection is, as bars and in words. */
import type { Link } from "../../../contract/signaling.ts";
import { Icon, type IconName } from "../../icons.tsx";

const SIGNS: Readonly<Record<Link, { icon: IconName; word: string }>> = {
  good: { icon: "signal", word: "Good" },
  weak: { icon: "signalWeak", word: "Weak" },
  poor: { icon: "signalPoor", word: "Poor" },
};

export function Signal({ link }: { link: Link }) {
  const { icon, word } = SIGNS[link];
  return (
    <span className="signal" data-link={link}>
      <span className="visually-hidden">, connection: </span>
      <Icon name={icon} />
      <span>{word}</span>
    </span>
  );
}
