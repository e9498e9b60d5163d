/** The visit itself: the other people fill the screen, the own picture stays small, words stay plain. */
import { useState } from "react";
import { PatientApi } from "../../api/patient.ts";
import type { CallView } from "../../call/call.ts";
import type { VisitLine } from "../../call/visitLine.ts";
import type { MyVisitView } from "../../contract/views.ts";
import { Store } from "../../state/store.ts";
import { BreachWarning } from "../../ui/call/lock/BreachWarning.tsx";
import { type Report, useLockReport } from "../../ui/call/lock/report.ts";
import { Panels } from "../../ui/call/Panels.tsx";
import { SharingBar } from "../../ui/call/screen/SharingBar.tsx";
import { useSharing } from "../../ui/call/screen/useSharing.ts";
import { Gallery } from "../../ui/call/tiles/Gallery.tsx";
import { useCompany } from "../../ui/call/useCompany.ts";
import { VideoTile } from "../../ui/VideoTile.tsx";
import type { StepProps } from "../App.tsx";
import { useAwake, useLasting, useStore } from "../observe.ts";
import { Heading, PhoneLink } from "../Page.tsx";
import { locale } from "../words.ts";
import { Controls } from "./Controls.tsx";
import { RoomTop } from "./RoomTop.tsx";
import { useInSight } from "./useInSight.ts";

const JOINING = new Store<CallView>({
  state: "joining",
  remotes: [],
  screen: null,
  sharing: false,
  quality: "good",
  reason: null,
});
const PHONE_MS = 30_000;

const api = new PatientApi();
const report: Report = ({ state, because }) => api.tellEncryption(state, because);

export function InVisit(props: StepProps) {
  const { visit, line } = props.view;
  return visit && line ? <Room {...props} my={visit} line={line} /> : null;
}

function Room({ visit, view, my, line }: StepProps & { my: MyVisitView; line: VisitLine }) {
  const call = useStore(view.call?.view ?? JOINING);
  const [blocked, setBlocked] = useState<HTMLVideoElement | null>(null);
  const company = useCompany(line, view.seats, "clinician");
  const sharing = useSharing(sharingOf(view.call), company.others);
  useLockReport(company.privacy, line.socket.seat, report);
  useAwake();
  const room = useInSight();
  const lost = useLasting(call.state !== "connected", PHONE_MS);
  const { others } = company;
  const name = others.find(({ role }) => role === "clinician")?.name ?? my.clinician_name;
  const wayOut = (
    <>
      call the clinic: <PhoneLink clinic={my.practice} />
    </>
  );
  return (
    <main className="room" ref={room}>
      <Heading hidden>Your visit with {name}</Heading>
      <div
        className="room-grid"
        data-sheet={company.sheet.which ?? undefined}
        data-alone={(others.length < 2 && !call.screen) || undefined}
      >
        <SharingBar shown={call.sharing} sharing={sharing} />
        <div className="room-stage">
          <RoomTop call={call} company={company} name={name} clinic={my.practice} lost={lost} />
          <div className="room-picture">
            <Gallery
              company={company}
              own={<OwnPicture visit={visit} view={view} />}
              expected={name}
              call={call}
              signal={false}
              watch={(slot, height) => view.call?.watch(slot, height)}
              onPlayRefused={setBlocked}
            />
            {blocked && <Unblock video={blocked} name={name} onDone={() => setBlocked(null)} />}
          </div>
          <BreachWarning privacy={line.privacy} wayOut={wayOut} />
        </div>
        <Panels company={company} timeOf={clockTime} wayOut={wayOut} report={report} />
        <Controls visit={visit} view={view} call={call} company={company} sharing={sharing} />
      </div>
    </main>
  );
}

function OwnPicture({ visit }: StepProps) {
  const local = useStore(visit.local.view);
  return (
    <VideoTile
      stream={local.preview}
      name="You"
      self
      shape="fill"
      micOff={local.muted || !local.audio}
      cover={
        local.preview
          ? undefined
          : { icon: "cameraOff", text: <span className="visually-hidden">Camera off</span> }
      }
    />
  );
}

interface UnblockProps {
  video: HTMLVideoElement;
  name: string;
  onDone: () => void;
}

function Unblock({ video, name, onDone }: UnblockProps) {
  return (
    <button
      type="button"
      className="call-button room-unblock"
      onClick={() => {
        onDone();
        void video.play();
      }}
    >
      Tap here to hear {name}
    </button>
  );
}

/** Before the call is there, nothing can be shared. */
function sharingOf(call: StepProps["view"]["call"]) {
  return {
    shareScreen: async () => (await call?.shareScreen()) ?? null,
    stopSharing: () => call?.stopSharing(),
  };
}

function clockTime(at: number): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(at);
}
