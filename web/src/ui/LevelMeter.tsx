/** A loudness bar for the microphone. `level` is 0 (silence) to 1 (full scale). */
import { Icon } from "./icons";

export function LevelMeter({
  level,
  label = "Microphone level",
}: {
  level: number;
  label?: string;
}) {
  const bounded = Math.min(1, Math.max(0, level));
  return (
    <div className="level">
      <Icon name="mic" />
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter cannot be styled alike in all browsers */}
      <div
        className="level-track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(bounded * 100)}
      >
        <div className="level-fill" style={{ transform: `scaleX(${bounded})` }} />
      </div>
    </div>
  );
}
