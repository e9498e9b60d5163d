/** Labelled form fields: hint and error are tied to the control, so that they are read out with it. */
import { type ComponentPropsWithRef, type ReactNode, useId } from "react";
import { Icon } from "./icons";

interface Labels {
  label: ReactNode;
  hint?: ReactNode;
  /** A sentence; its presence marks the control invalid. */
  error?: string | undefined;
  optional?: boolean;
}

export interface ControlIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** The frame around any single control; `children` receives the ids it must spread. */
export function FieldFrame(
  props: Labels & { id?: string | undefined; children: (ids: ControlIds) => ReactNode },
) {
  const own = useId();
  const id = props.id ?? own;
  const described = [props.hint && `${id}-hint`, props.error && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {props.label}
        {props.optional && <span className="field-optional"> (optional)</span>}
      </label>
      {props.hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": props.error ? true : undefined,
      })}
      {props.error && <FieldError id={`${id}-error`}>{props.error}</FieldError>}
    </div>
  );
}

/** The error line alone, for groups that are not a single control. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p className="field-error" id={id}>
      <Icon name="alert" />
      <span>{children}</span>
    </p>
  );
}

export type FieldProps = Labels & Omit<ComponentPropsWithRef<"input">, "className">;

/** A labelled `<input>`; every input attribute passes through. */
export function Field({ label, hint, error, optional, id, ...input }: FieldProps) {
  return (
    <FieldFrame label={label} hint={hint} error={error} optional={optional ?? false} id={id}>
      {(ids) => <input className="input" {...input} {...ids} />}
    </FieldFrame>
  );
}

export type TextAreaProps = Labels & Omit<ComponentPropsWithRef<"textarea">, "className">;

/** A labelled `<textarea>`. */
export function TextArea({ label, hint, error, optional, id, ...area }: TextAreaProps) {
  return (
    <FieldFrame label={label} hint={hint} error={error} optional={optional ?? false} id={id}>
      {(ids) => <textarea className="input" {...area} {...ids} />}
    </FieldFrame>
  );
}

export interface ChoiceProps extends Omit<ComponentPropsWithRef<"input">, "className"> {
  type: "radio" | "checkbox";
  label: ReactNode;
  detail?: ReactNode;
}

/** A radio or checkbox as a full-width card; put several in a `<fieldset>` with a `<legend>`. */
export function Choice({ label, detail, ...input }: ChoiceProps) {
  return (
    <label className="choice">
      <input {...input} />
      <span>
        {label}
        {detail !== undefined && <span className="choice-detail">{detail}</span>}
      </span>
    </label>
  );
}
