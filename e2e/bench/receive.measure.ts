import { Html5Qrcode } from 'html5-qrcode';
import { Receiver } from '../../src/channel/index.ts';
import { DecoderPool } from '../../src/ui/qr/decoder-pool.ts';
import { eachPicture } from '../../src/ui/qr/picture-loop.ts';

const windowMs = 6000;
const symbolBytes = 396;

/** kB of new symbols a second through the camera, by our readers and by html5-qrcode alone. */
export async function measure(by: 'carnet' | 'html5-qrcode'): Promise<number> {
  const receiver = new Receiver();
  const take = (text: string) => void receiver.accept(text);
  if (by === 'carnet') await receive(take);
  else await receiveWithLibrary(take);
  return (receiver.reception().rank * symbolBytes) / windowMs;
}

async function receive(take: (text: string) => void): Promise<void> {
  const pool = await DecoderPool.open();
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: 1280, height: 720, frameRate: 30 },
  });
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  document.body.append(video);
  await video.play();
  const stop = eachPicture(video, () => {
    void pool
      .look(() => createImageBitmap(video, (1280 - 720) / 2, 0, 720, 720))
      .then((look) => {
        if (look?.sighting) take(look.sighting.text);
      });
  });
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  stop();
  pool.close();
  for (const track of stream.getTracks()) track.stop();
  video.remove();
}

/** As its own documentation starts it, at its best frame rate and with the picture at 640 CSS px. */
async function receiveWithLibrary(take: (text: string) => void): Promise<void> {
  const place = document.createElement('div');
  place.id = 'reader';
  place.style.width = '640px';
  document.body.append(place);
  const scanner = new Html5Qrcode('reader');
  const videoConstraints = { width: 1280, height: 720, frameRate: 30 };
  await scanner.start(
    { facingMode: 'environment' },
    { fps: 30, disableFlip: true, videoConstraints },
    take,
    undefined,
  );
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  await scanner.stop();
  place.remove();
}
