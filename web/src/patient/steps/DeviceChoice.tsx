/** Another camera or microphone, offered only where there is more than one. */
import { useEffect, useId, useState } from "react";
import { listDevices } from "../../call/devices/devices.ts";
import type { LocalMedia, LocalView } from "../../call/devices/local.ts";

export function DeviceChoice({ media, local }: { media: LocalMedia; local: LocalView }) {
  const cameras = useDevices("videoinput", local);
  const microphones = useDevices("audioinput", local);
  if (cameras.length < 2 && microphones.length < 2) return null;
  return (
    <details className="device-choice">
      <summary>Use another camera or microphone</summary>
      <div className="stack">
        <Pick
          label="Camera"
          devices={cameras}
          current={local.video}
          choose={(id) => media.chooseCamera(id)}
        />
        <Pick
          label="Microphone"
          devices={microphones}
          current={local.audio}
          choose={(id) => media.chooseMicrophone(id)}
        />
      </div>
    </details>
  );
}

interface PickProps {
  label: string;
  devices: MediaDeviceInfo[];
  current: MediaStreamTrack | null;
  choose: (id: string) => void;
}

function Pick({ label, devices, current, choose }: PickProps) {
  const id = useId();
  if (devices.length < 2) return null;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={current?.getSettings().deviceId ?? ""}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {devices.map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label || `${label} ${index + 1}`}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Read again whenever a permission was given or a device was plugged in. */
function useDevices(kind: "audioinput" | "videoinput", local: LocalView): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const ready = local.phase === "ready";
  useEffect(() => {
    if (!ready) return;
    let shown = true;
    const list = () => listDevices(kind).then((all) => shown && setDevices(all));
    void list();
    navigator.mediaDevices?.addEventListener("devicechange", list);
    return () => {
      shown = false;
      navigator.mediaDevices?.removeEventListener("devicechange", list);
    };
  }, [kind, ready]);
  return devices;
}
