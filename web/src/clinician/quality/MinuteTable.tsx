/** What the chart of one person shows, minute by minute, for whoever reads rather than looks. */
import { timeOf } from "../../staff/times.ts";
import { lossText, minutesOf, type Person, scoreText, tripText } from "./figures.ts";

export function MinuteTable({ person, zone }: { person: Person; zone: string }) {
  return (
    <section
      className="figures-scroll"
      aria-label={`${person.name}, minute by minute`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard too (WCAG 2.1.1)
      tabIndex={0}
    >
      <table className="figures figures-minutes">
        <caption>{person.name}: the worst of each minute</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Heard others</th>
            <th scope="col">Was heard</th>
            <th scope="col">Lost in</th>
            <th scope="col">Lost out</th>
            <th scope="col">Round trip</th>
            <th scope="col">Picture</th>
          </tr>
        </thead>
        <tbody>
          {minutesOf(person.series).map((minute) => (
            <tr key={minute.at.getTime()}>
              <th scope="row">{timeOf(minute.at.toISOString(), zone)}</th>
              <td>{scoreText(minute.down)}</td>
              <td>{scoreText(minute.up)}</td>
              <td>{lossText(minute.lossDown)}</td>
              <td>{lossText(minute.lossUp)}</td>
              <td>{tripText(minute.roundTripMs)}</td>
              <td>{minute.paused ? "paused" : "shown"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
