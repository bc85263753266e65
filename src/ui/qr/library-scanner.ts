import type { Html5Qrcode } from 'html5-qrcode';
import type { Sighting } from '../../channel/index.ts';

/** One camera as the person knows it. */
export interface CameraChoice {
  readonly id: string;
  readonly label: string;
}

const CAMERA_PICTURES_PER_SECOND = 10;
let elements = 0;

/** The cameras of this device. Asks for permission, and opens and closes one: stop ours before. */
export async function listCameras(): Promise<CameraChoice[]> {
  const { Html5Qrcode } = await import('html5-qrcode');
  return Html5Qrcode.getCameras();
}

/**
 * Opens a photo with the library and looks at it with our reader in place of the library's own,
 * which sees a third of what ours sees.
 *
 * @returns the text of the code in it, or null.
 */
export async function readPhoto(
  file: File,
  search: (bitmap: ImageBitmap) => Promise<Sighting | null>,
): Promise<string | null> {
  return withScanner(hiddenHost(), async (scanner) => {
    replaceReader(scanner, async (canvas) => (await search(await createImageBitmap(canvas)))?.text);
    return scanner.scanFile(file, false).catch(() => null);
  });
}

/**
 * The last rung: camera, picture and reader all of the library, where our workers do not start. It
 * reads still codes; moving ones only with patience.
 *
 * @returns what stops it.
 */
export async function scanAlone(
  host: HTMLElement,
  take: (text: string) => void,
): Promise<() => Promise<void>> {
  const scanner = await scannerIn(host);
  await scanner.start(
    { facingMode: 'environment' },
    { fps: CAMERA_PICTURES_PER_SECOND, disableFlip: true },
    take,
    () => undefined,
  );
  return async () => {
    // A scanner that has stopped by itself refuses to stop again.
    await scanner.stop().catch(() => undefined);
    host.replaceChildren();
  };
}

type ReadCanvas = (canvas: HTMLCanvasElement) => Promise<string | undefined>;

/** The library keeps its decoder in a field that only its types call private. */
function replaceReader(scanner: Html5Qrcode, read: ReadCanvas): void {
  const decodeAsync = async (canvas: HTMLCanvasElement) => {
    const text = await read(canvas);
    if (text === undefined) throw new Error('no code');
    return { text };
  };
  Reflect.set(scanner, 'qrcode', { decodeAsync, decodeRobustlyAsync: decodeAsync });
}

/** The library finds its element by id. */
async function scannerIn(host: HTMLElement): Promise<Html5Qrcode> {
  const { Html5Qrcode, Html5QrcodeSupportedFormats } = await import('html5-qrcode');
  const inside = document.createElement('div');
  elements += 1;
  inside.id = `library-scanner-${String(elements)}`;
  host.append(inside);
  return new Html5Qrcode(inside.id, {
    verbose: false,
    formatsToSupport: [Html5QrcodeSupportedFormats.QR_CODE],
  });
}

function hiddenHost(): HTMLElement {
  const host = document.createElement('div');
  host.hidden = true;
  document.body.append(host);
  return host;
}

async function withScanner<Result>(
  host: HTMLElement,
  use: (scanner: Html5Qrcode) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(await scannerIn(host));
  } finally {
    host.remove();
  }
}
