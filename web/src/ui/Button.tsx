/** The one button. A busy button keeps focus and says so; it never turns `disabled` under the person's finger. */
import type { ComponentPropsWithRef, MouseEvent, ReactNode } from "react";
import { Icon, type IconName } from "./icons";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";

export interface ButtonProps extends ComponentPropsWithRef<"button"> {
  tone?: ButtonTone;
  size?: "small" | "regular" | "large";
  icon?: IconName;
  busy?: boolean;
  block?: boolean;
  children: ReactNode;
}

export function Button(props: ButtonProps) {
  const {
    tone = "secondary",
    size = "regular",
    icon,
    busy = false,
    block = false,
    children,
    onClick,
    ...rest
  } = props;
  const refuse = (event: MouseEvent<HTMLButtonElement>) => event.preventDefault();
  return (
    <button
      type="button"
      {...rest}
      className={rest.className === undefined ? "button" : `button ${rest.className}`}
      data-tone={tone}
      data-size={size}
      data-block={block || undefined}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest["aria-disabled"]}
      onClick={busy ? refuse : onClick}
    >
      {busy ? (
        <span className="spinner-mark" aria-hidden="true" />
      ) : (
        icon !== undefined && <Icon name={icon} />
      )}
      <span>{children}</span>
    </button>
  );
}
