import { act } from "react";
import { afterEach, expect, test } from "vitest";
import { NOT_YET, type PrivacyView } from "../../../../call/privacy/lock.ts";
import { Store } from "../../../../state/store.ts";
import { aSeat } from "../../tests/aSeat.ts";
import { clear, press, show, text } from "../../tests/page.tsx";
import { BreachWarning } from "../BreachWarning.tsx";
import { LockBadge } from "../LockBadge.tsx";
import { LockPanel } from "../LockPanel.tsx";

afterEach(clear);

const SEATS = [
  aSeat({ seat: "own", name: "Pat Placeholder" }),
  aSeat({ seat: "ada", name: "Dr Ada Example", role: "clinician" }),
];
const ENCRYPTED: PrivacyView = {
  lock: "encrypted",
  because: [],
  words: ["lamp", "river", "lamp"],
  members: ["own", "ada"],
};

let differed = 0;

function panel(privacy: PrivacyView): void {
  show(
    <LockPanel
      privacy={privacy}
      seats={SEATS}
      own="own"
      onRenew={() => {}}
      onDiffer={() => {
        differed += 1;
      }}
      wayOut="call us."
      opener={null}
      onClose={() => {}}
    />,
  );
}

test.each([
  ["alone", "Only you are here"],
  ["checking", "Checking privacy…"],
  ["encrypted", "Encrypted end to end"],
  ["open", "Not fully private"],
  ["broken", "Not safe"],
] as const)("the_badge_says_%s_in_words", (lock, words) => {
  show(<LockBadge lock={lock} open={false} onPress={() => {}} />);
  expect(text()).toContain(words);
});

test("the_three_words_and_everybody_with_keys_are_named", () => {
  panel(ENCRYPTED);
  expect([...document.querySelectorAll("ol li")].map((word) => word.textContent)).toEqual(
    ENCRYPTED.words,
  );
  expect(text()).toContain("Pat Placeholder (you), patient");
  expect(text()).toContain("Dr Ada Example, clinician");
  expect(text()).not.toContain("unknown");
});

test("words_that_are_not_the_same_are_told_to_the_record_and_lead_to_the_phone", () => {
  differed = 0;
  panel(ENCRYPTED);
  expect(text()).not.toContain("call us");
  press("The words are not the same");
  expect(differed).toBe(1);
  expect(text()).toContain("Say nothing private here. End the video and call us.");
});

test("a_member_whom_nobody_knows_is_said_to_be_unknown", () => {
  panel({ ...ENCRYPTED, members: ["own", "ada", "stranger"] });
  expect(text()).toContain("Somebody unknown");
  expect(text()).toContain("Ask aloud who it is");
});

test("an_open_visit_says_whose_browser_cannot_and_who_could_listen", () => {
  panel({ ...NOT_YET, lock: "open", because: ["ada"] });
  expect(text()).toContain("The browser of Dr Ada Example cannot");
  expect(text()).toContain("could listen in");
  expect(text()).toContain("not recorded");
});

test("keys_that_do_not_match_lead_to_the_phone", () => {
  panel({ ...NOT_YET, lock: "broken" });
  expect(text()).toContain("call us");
  expect(text()).toContain("Try again");
});

test("the_warning_stays_when_the_state_goes_on_and_goes_when_it_was_read", () => {
  const view = new Store<PrivacyView>({ ...NOT_YET, lock: "broken" });
  let renewed = 0;
  const privacy = {
    view,
    renew: () => {
      renewed += 1;
    },
  };
  show(<BreachWarning privacy={privacy} wayOut="call us." />);
  press("Try again");
  expect(renewed).toBe(1);
  act(() => view.set(ENCRYPTED));
  expect(text()).toContain("Somebody may be trying to listen in");
  expect(text()).toContain("There are new ones now");
  press("I have read this");
  expect(text()).toBe("");
});
