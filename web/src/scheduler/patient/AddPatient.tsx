/** A new patient: the least the practice needs to invite somebody and to know them by. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { ApiError } from "../../api/errors.ts";
import { sentenceFor } from "../../api/sentences.ts";
import type { NewPatient } from "../../api/staff.ts";
import type { PatientView } from "../../contract/views.ts";
import { useApi, useMe } from "../../staff/session/context.tsx";
import { dayIn } from "../../staff/times.ts";
import { systemClock } from "../../state/clock.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useIntent } from "../useIntent.ts";
import {
  errorsFrom,
  errorsIn,
  type PatientErrors,
  type PatientField,
  type PatientWords,
  patientFrom,
} from "./patientForm.ts";

export interface AddPatientProps {
  open: boolean;
  onClose: () => void;
  onAdded: (patient: PatientView) => void;
}

export function AddPatient({ open, onClose, onAdded }: AddPatientProps) {
  const api = useApi();
  const queries = useQueryClient();
  const form = useId();
  const [errors, setErrors] = useState<PatientErrors>({});
  const add = useIntent<NewPatient, PatientView>(
    (patient, key) => api.addPatient(patient, key),
    (patient) => {
      void queries.invalidateQueries({ queryKey: ["patients"] });
      onAdded(patient);
    },
  );
  const { zone } = useMe().practice;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (add.isPending) return;
    const element = event.currentTarget;
    const words = wordsOf(element);
    const found = errorsIn(words, dayIn(zone, new Date(systemClock.now())));
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirst(element, found);
    add.mutate(patientFrom(words, zone), {
      onError: (reason) => {
        const refused = reason instanceof ApiError ? errorsFrom(reason.fields) : {};
        setErrors(refused);
        focusFirst(element, refused);
      },
    });
  }

  function close() {
    setErrors({});
    add.reset();
    onClose();
  }

  return (
    <Dialog
      open={open}
      title="Add a patient"
      onClose={close}
      dismissable={!add.isPending}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={form} tone="primary" busy={add.isPending}>
            {add.isPending ? "Adding…" : "Add patient"}
          </Button>
        </>
      }
    >
      <PatientFields id={form} errors={errors} onSubmit={submit} />
      {add.error !== null && (
        <Notice tone="danger" live="assertive" title={sentenceFor(add.error).what}>
          {sentenceFor(add.error).todo}
        </Notice>
      )}
    </Dialog>
  );
}

interface PatientFieldsProps {
  id: string;
  errors: PatientErrors;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

function PatientFields({ id, errors, onSubmit }: PatientFieldsProps) {
  return (
    <form id={id} className="patient-fields" noValidate autoComplete="off" onSubmit={onSubmit}>
      <Field label="Given name" name="given_name" required error={errors.given_name} />
      <Field label="Family name" name="family_name" required error={errors.family_name} />
      <Field
        label="Date of birth"
        name="birth_date"
        type="date"
        required
        hint="The patient is asked for it at the door."
        error={errors.birth_date}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        inputMode="email"
        hint="The invitation goes here."
        error={errors.email}
      />
      <Field label="Phone" name="phone" type="tel" optional error={errors.phone} />
    </form>
  );
}

function wordsOf(form: HTMLFormElement): PatientWords {
  const given = new FormData(form);
  const word = (name: PatientField) => String(given.get(name) ?? "").trim();
  return {
    given_name: word("given_name"),
    family_name: word("family_name"),
    birth_date: word("birth_date"),
    email: word("email"),
    phone: word("phone"),
  };
}

function focusFirst(form: HTMLFormElement, errors: PatientErrors): void {
  const first = Object.keys(errors)[0];
  if (first !== undefined) form.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
}
