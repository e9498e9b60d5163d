/** Who is booked: search by name, or add somebody new. The chosen one stands as a card with the date of birth to check. */
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Input, Label, SearchField } from "react-aria-components/SearchField";
import type { PatientView } from "../../contract/views.ts";
import { patientsOf } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { birthDateText } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { useSettled } from "./useSettled.ts";

/** More than this is quicker narrowed by typing than read. */
const MOST_SHOWN = 5;

export interface PatientPickerProps {
  chosen: PatientView | null;
  onChoose: (patient: PatientView | null) => void;
  onAdd: () => void;
  error?: string | undefined;
}

export function fullName(patient: PatientView): string {
  return `${patient.given_name} ${patient.family_name}`;
}

export function PatientPicker({ chosen, onChoose, onAdd, error }: PatientPickerProps) {
  const part = useRef<HTMLDivElement>(null);
  function change() {
    onChoose(null);
    // The card with this button goes; the search that takes its place is where to go on.
    requestAnimationFrame(() => part.current?.querySelector("input")?.focus());
  }
  return (
    <div className="part" ref={part}>
      {chosen === null ? (
        <Search error={error} onChoose={onChoose} />
      ) : (
        <>
          <span className="part-title">Patient</span>
          <Chosen patient={chosen} onChange={change} />
        </>
      )}
      {chosen === null && (
        <div>
          <Button tone="quiet" size="small" icon="plus" onClick={onAdd}>
            Add a patient
          </Button>
        </div>
      )}
    </div>
  );
}

function Chosen({ patient, onChange }: { patient: PatientView; onChange: () => void }) {
  return (
    <div className="chosen">
      <Icon name="person" />
      <div className="chosen-who">
        <span className="visit-name">{fullName(patient)}</span>
        <span className="visit-born">born {birthDateText(patient.birth_date)}</span>
        <span className="visit-born">{patient.email ?? patient.phone ?? "no address on file"}</span>
      </div>
      <Button size="small" onClick={onChange}>
        Change<span className="visually-hidden"> patient</span>
      </Button>
    </div>
  );
}

interface SearchProps {
  error: string | undefined;
  onChoose: (patient: PatientView) => void;
}

/** The list stands below the field instead of floating over the page: the rest stays readable for everybody. */
function Search({ error, onChoose }: SearchProps) {
  const [typed, setTyped] = useState("");
  const query = useSettled(typed.trim());
  const { data = [], isPending } = useQuery(patientsOf(useApi(), query));
  const shown = data.slice(0, MOST_SHOWN);
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <SearchField
        className="part-search"
        aria-describedby={error === undefined ? undefined : "patient-error"}
      >
        <Label className="part-title">Patient</Label>
        <div className="search-box">
          <Icon name="search" />
          <Input
            className="input"
            role="combobox"
            aria-expanded="true"
            placeholder="Search by name"
            aria-invalid={error !== undefined || undefined}
          />
        </div>
      </SearchField>
      {error !== undefined && <FieldError id="patient-error">{error}</FieldError>}
      <ListBox
        className="options"
        aria-label="Patients found"
        items={shown}
        onAction={(id) => {
          const patient = shown.find((one) => one.id === id);
          if (patient !== undefined) onChoose(patient);
        }}
        renderEmptyState={() => (
          <p className="options-none">
            {isPending ? "Searching…" : "Nobody found. Add a patient below."}
          </p>
        )}
      >
        {(patient) => (
          <ListBoxItem id={patient.id} textValue={fullName(patient)} className="option">
            <span className="visit-name">{fullName(patient)}</span>
            <span className="visit-born">born {birthDateText(patient.birth_date)}</span>
          </ListBoxItem>
        )}
      </ListBox>
      {data.length > shown.length && (
        <p className="soft small">
          Only the first {shown.length} are shown: type more of the name.
        </p>
      )}
    </Autocomplete>
  );
}
