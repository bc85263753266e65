import { Camera } from '../fixtures/camera.ts';
import { Lab } from './lab.ts';

const filmSeconds = 6;

/** The moving code through Chromium's capture path, our way and html5-qrcode's, on the same film. */
export async function measureAnimated(): Promise<Record<string, number>> {
  const camera = new Camera();
  try {
    const studio = await Lab.open();
    const frames = await studio.run<string[]>('film.measure.ts', filmSeconds);
    await studio.close();
    camera.load(frames.map((frame) => Buffer.from(frame, 'base64')));
    const lab = await Lab.open(camera.file);
    const ours = await lab.run<number>('receive.measure.ts', 'carnet');
    const theirs = await lab.run<number>('receive.measure.ts', 'html5-qrcode');
    await lab.close();
    return {
      qr_animated_kBps: ours,
      qr_html5qrcode_kBps: theirs,
      qr_animated_ratio_to_html5qrcode: ours / theirs,
    };
  } finally {
    camera.dispose();
  }
}
