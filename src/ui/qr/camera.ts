/** Why there is no picture, as far as somebody can do something about it. */
export type CameraProblem = 'denied' | 'none' | 'busy' | 'insecure' | 'closed';

/** What the DOM's own types leave out of a camera's abilities. */
interface CameraFeatures extends MediaTrackCapabilities {
  readonly torch?: boolean;
  readonly focusMode?: readonly string[];
}

const names: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export function problemOf(error: unknown): CameraProblem {
  return (error instanceof Error ? names[error.name] : undefined) ?? 'busy';
}

/** The rear camera, or the one named; 720p at 30 pictures a second where it can. */
export async function openCamera(deviceId: string | null): Promise<MediaStream> {
  const which =
    deviceId === null
      ? { facingMode: { ideal: 'environment' } }
      : { deviceId: { exact: deviceId } };
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  });
  await keepFocusing(stream);
  return stream;
}

/** A window of this computer, for somebody who has both sides on one screen. */
export const openWindow = (): Promise<MediaStream> =>
  navigator.mediaDevices.getDisplayMedia({ audio: false, video: { frameRate: { ideal: 30 } } });

export const hasCamera = (): boolean => 'mediaDevices' in navigator;
export const hasWindowCapture = (): boolean =>
  hasCamera() && 'getDisplayMedia' in navigator.mediaDevices;

export const stopStream = (stream: MediaStream | null): void =>
  stream?.getTracks().forEach((track) => track.stop());

export function hasTorch(stream: MediaStream): boolean {
  return featuresOf(stream).torch === true;
}

export async function setTorch(stream: MediaStream, on: boolean): Promise<void> {
  await apply(stream, { torch: on });
}

async function keepFocusing(stream: MediaStream): Promise<void> {
  if (featuresOf(stream).focusMode?.includes('continuous') !== true) return;
  // Some cameras promise a focus mode and refuse it: the picture is worth having all the same.
  await apply(stream, { focusMode: 'continuous' }).catch(() => undefined);
}

async function apply(stream: MediaStream, feature: Record<string, unknown>): Promise<void> {
  await stream.getVideoTracks()[0]?.applyConstraints({ advanced: [feature] });
}

function featuresOf(stream: MediaStream): CameraFeatures {
  const [track] = stream.getVideoTracks();
  return track && 'getCapabilities' in track ? track.getCapabilities() : {};
}
