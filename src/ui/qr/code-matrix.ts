import { create, type QRCode, type QRCodeSegment } from 'qrcode';
import type { Frame } from '../../channel/index.ts';

export type ErrorCorrection = 'L' | 'M';

/** The modules of one QR code, row after row, 1 for dark. */
export interface CodeMatrix {
  readonly size: number;
  readonly modules: Uint8Array;
}

const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]*$/;
const encoder = new TextEncoder();

const matrixOf = ({ modules }: QRCode): CodeMatrix => ({
  size: modules.size,
  modules: modules.data,
});

/** One code of a moving series, of exactly the version that the frame asks for. */
export function frameMatrix({ text, version, errorCorrection, mask }: Frame): CodeMatrix {
  const segments: QRCodeSegment[] = [{ mode: 'alphanumeric', data: text }];
  return matrixOf(
    create(segments, { version, errorCorrectionLevel: errorCorrection, maskPattern: maskOf(mask) }),
  );
}

const masks = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const maskOf = (mask: number) => masks[mask] ?? 0;

/**
 * A still code of the smallest version that holds the text.
 *
 * @param options - `byteMode` writes UTF-8 bytes even where fewer bits would do.
 * @throws Error when no QR code can hold the text.
 */
export function stillMatrix(
  text: string,
  { errorCorrection, byteMode = false }: { errorCorrection: ErrorCorrection; byteMode?: boolean },
): CodeMatrix {
  return matrixOf(create(segmentsOf(text, byteMode), { errorCorrectionLevel: errorCorrection }));
}

function segmentsOf(text: string, byteMode: boolean): QRCodeSegment[] {
  if (byteMode) return [{ mode: 'byte', data: encoder.encode(text) }];
  if (ALPHANUMERIC.test(text)) return [{ mode: 'alphanumeric', data: text }];
  // A link's fragment is in capitals and digits: after the '#' a denser mode can take over.
  const fragment = text.indexOf('#') + 1;
  const rest = text.slice(fragment);
  if (fragment === 0 || !ALPHANUMERIC.test(rest) || rest === '')
    return [{ mode: 'byte', data: encoder.encode(text) }];
  return [
    { mode: 'byte', data: encoder.encode(text.slice(0, fragment)) },
    { mode: 'alphanumeric', data: rest },
  ];
}
