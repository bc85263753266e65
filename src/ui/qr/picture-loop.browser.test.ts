import { afterEach, expect, it } from 'vitest';
import { eachPicture } from './picture-loop.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A video of a canvas that is painted anew all the time, as a camera's picture is. */
async function moving(): Promise<HTMLVideoElement> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const timer = setInterval(() => {
    context?.fillRect(0, 0, performance.now() % 100, 10);
  }, 20);
  const video = Object.assign(document.createElement('video'), { muted: true });
  video.srcObject = canvas.captureStream(30);
  document.body.append(video);
  ends.push(
    () => clearInterval(timer),
    () => video.remove(),
  );
  await video.play();
  return video;
}

const pictures = (video: HTMLVideoElement, count: number): Promise<number[]> =>
  new Promise((resolve) => {
    const times: number[] = [];
    ends.push(
      eachPicture(video, (atMs) => {
        times.push(atMs);
        if (times.length >= count) resolve(times);
      }),
    );
  });

it('tells of every new picture', async () => {
  const video = await moving();
  expect(await pictures(video, 5)).toHaveLength(5);
});

it('goes by the display where a browser says that it announces pictures, and never does', async () => {
  const video = await moving();
  video.requestVideoFrameCallback = () => 0;
  expect(await pictures(video, 5)).toHaveLength(5);
});
