import type { ReaderOptions } from 'zxing-wasm/reader';

/** A picture as canvases give it: four bytes a pixel. */
export type Picture = Pick<ImageData, 'data' | 'width' | 'height'>;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A QR code found in a picture. */
export interface Sighting {
  readonly text: string;
  /** The four corners in pixels of the picture, clockwise. */
  readonly corners: readonly Point[];
}

/** Looks for one QR code in a picture. */
export interface CodeReader {
  readonly name: 'zxing' | 'plain';
  read(picture: Picture, thorough: boolean): Promise<Sighting | null>;
}

/** Where the WebAssembly file is, or the file itself. */
export type WasmSource = { readonly url: string } | { readonly bytes: ArrayBuffer };

const one: ReaderOptions = { formats: ['QRCode'], maxNumberOfSymbols: 1 };
const quick: ReaderOptions = {
  ...one,
  tryHarder: false,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
};

/** The best reader that starts here: WebAssembly, or plain JavaScript where that is not to be had. */
export async function startCodeReader(source: WasmSource): Promise<CodeReader> {
  try {
    return await startZxing(source);
  } catch {
    return startPlain();
  }
}

/** ZXing-C++ as WebAssembly. Rejects where WebAssembly cannot run. */
export async function startZxing(source: WasmSource): Promise<CodeReader> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  const wasm = 'url' in source ? { locateFile: () => source.url } : { wasmBinary: source.bytes };
  await prepareZXingModule({
    overrides: { ...wasm, printErr: () => undefined },
    fireImmediately: true,
  });
  return {
    name: 'zxing',
    read: async ({ data, width, height }, thorough) => {
      const image = { data, width, height, colorSpace: 'srgb' } satisfies ImageData;
      const [found] = await readBarcodes(image, thorough ? one : quick);
      if (found === undefined) return null;
      const { topLeft, topRight, bottomRight, bottomLeft } = found.position;
      return { text: found.text, corners: [topLeft, topRight, bottomRight, bottomLeft] };
    },
  };
}

/** A reader in plain JavaScript: slower, and it needs nothing. */
export async function startPlain(): Promise<CodeReader> {
  const { decodeQR } = await import('qr/decode.js');
  const look = ({ data, width, height }: Picture, thorough: boolean): Sighting | null => {
    let corners: readonly Point[] = [];
    const text = decodeQR(
      { data: new Uint8ClampedArray(data), width, height },
      {
        pointsOnDetect: ({ bounds }) => (corners = bounds),
        ...(thorough ? { effort: 4, timeLimit: 400 } : {}),
      },
    );
    return { text, corners };
  };
  return {
    name: 'plain',
    read: (picture, thorough) => Promise.resolve(orNull(() => look(picture, thorough))),
  };
}

/** The plain reader throws when there is no code in the picture. */
function orNull<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch {
    return null;
  }
}
