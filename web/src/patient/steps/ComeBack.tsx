/** Out by choice or because another page has the seat; one button leads back in. */
import { Button } from "../../ui/Button.tsx";
import type { StepProps } from "../App.tsx";
import { Heading, PhoneLink } from "../Page.tsx";

interface Words {
  title: string;
  text: string;
  back: string;
}

export function ComeBack({ visit, view }: StepProps) {
  const words = wordsFor(view);
  return (
    <div className="stack" data-gap="large">
      <div className="stack" data-gap="small">
        <Heading>{words.title}</Heading>
        <p className="lead">{words.text}</p>
      </div>
      <Button tone="primary" size="large" block onClick={() => visit.comeBack()}>
        {words.back}
      </Button>
      {view.visit && (
        <p className="soft">
          Any trouble? Call the clinic: <PhoneLink clinic={view.visit.practice} />
        </p>
      )}
    </div>
  );
}

function wordsFor({ step, taken, visit }: StepProps["view"]): Words {
  const clinician = visit?.clinician_name ?? "your clinician";
  if (step === "elsewhere") return taken ? ASKED : REPLACED;
  if (step === "gave_up") {
    return {
      title: "You left the waiting room",
      text: `The clinic knows. Your visit with ${clinician} is still booked.`,
      back: "Go back to the waiting room",
    };
  }
  return {
    title: "You left the visit",
    text: `Your camera and microphone are off. ${clinician} has not ended the visit yet.`,
    back: "Go back to the visit",
  };
}

const ASKED: Words = {
  title: "Your visit is open on another page",
  text: "Look for it among your other tabs and windows. Or continue here: then the other page stops.",
  back: "Continue here",
};

const REPLACED: Words = {
  title: "Your visit moved to another page",
  text: "You opened it there. Camera and microphone are off on this page, and you can close it.",
  back: "Continue here instead",
};
