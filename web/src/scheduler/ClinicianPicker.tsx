/** Whose time is booked: one card per clinician, arrow keys move between them. */
import { useQuery } from "@tanstack/react-query";
import { Label, Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { sentenceFor } from "../api/sentences.ts";
import { cliniciansOf } from "../staff/queries.ts";
import { useApi } from "../staff/session/context.tsx";
import { Button } from "../ui/Button.tsx";
import { FieldError } from "../ui/Field.tsx";
import { Spinner } from "../ui/Spinner.tsx";

export interface ClinicianPickerProps {
  chosen: string;
  onChoose: (id: string) => void;
  error?: string | undefined;
}

export function ClinicianPicker({ chosen, onChoose, error }: ClinicianPickerProps) {
  const clinicians = useQuery(cliniciansOf(useApi()));
  return (
    <RadioGroup
      className="part"
      value={chosen}
      onChange={onChoose}
      isInvalid={error !== undefined}
      aria-describedby={error === undefined ? undefined : "clinician-error"}
    >
      <Label className="part-title">Clinician</Label>
      {clinicians.isPending && <Spinner>Loading the clinicians…</Spinner>}
      {clinicians.isError && (
        <div className="row">
          <FieldError>{sentenceFor(clinicians.error).what}</FieldError>
          <Button size="small" onClick={() => void clinicians.refetch()}>
            Try again
          </Button>
        </div>
      )}
      <div className="clinicians">
        {clinicians.data?.map(({ id, display_name }) => (
          <Radio key={id} value={id} className="pick clinician">
            {display_name}
          </Radio>
        ))}
      </div>
      {error !== undefined && <FieldError id="clinician-error">{error}</FieldError>}
    </RadioGroup>
  );
}
