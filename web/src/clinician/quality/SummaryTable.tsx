/** The whole visit in one small table: a column for each person. */
import { lossText, type Person, scoreText, spanText, tripText } from "./figures.ts";

interface Line {
  name: string;
  of: (person: Person) => string;
}

const LINES: Line[] = [
  { name: "Connected", of: ({ summary }) => spanText(summary.connected_s) },
  { name: "Heard others, usually", of: ({ summary }) => scoreText(summary.down.mos_median) },
  { name: "Heard others, at worst", of: ({ summary }) => scoreText(summary.down.mos_worst) },
  { name: "Was heard, usually", of: ({ summary }) => scoreText(summary.up.mos_median) },
  { name: "Was heard, at worst", of: ({ summary }) => scoreText(summary.up.mos_worst) },
  { name: "Lost on the way in", of: ({ summary }) => lossText(summary.down.loss) },
  { name: "Lost on the way out", of: ({ summary }) => lossText(summary.up.loss) },
  { name: "Round trip", of: ({ summary }) => tripText(summary.round_trip_ms) },
  { name: "Picture paused", of: ({ summary }) => spanText(summary.paused_s) },
  { name: "Picture froze", of: ({ summary }) => frozenText(summary) },
];

export function SummaryTable({ people }: { people: readonly Person[] }) {
  return (
    <div className="figures-scroll">
      <table className="figures">
        <caption className="visually-hidden">The whole visit, by person</caption>
        <thead>
          <tr>
            <td />
            {people.map(({ seat_id, name }) => (
              <th key={seat_id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {LINES.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {people.map((person) => (
                <td key={person.seat_id}>{of(person)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function frozenText({ freezes, frozen_ms }: Person["summary"]): string {
  if (freezes === 0) return "never";
  const length = frozen_ms < 1_000 ? "under 1 s" : spanText(frozen_ms / 1_000);
  return freezes === 1 ? `once, ${length}` : `${freezes} times, ${length}`;
}
