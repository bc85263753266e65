import { expect, it } from 'vitest';

it('leaves a real worker without network and evaluation, and with what it keeps', async () => {
  const worker = new Worker(new URL('./fixtures/dropping.worker.ts', import.meta.url), {
    type: 'module',
  });
  const { data } = await new Promise<MessageEvent<unknown>>((resolve) => {
    worker.addEventListener('message', resolve, { once: true });
  });
  worker.terminate();
  expect(data).toEqual({
    before: {
      present: [
        'fetch',
        'XMLHttpRequest',
        'WebSocket',
        'FontFace',
        'indexedDB',
        'caches',
        'importScripts',
        'eval',
        'Function',
      ],
      makesCode: true,
      runsText: true,
    },
    after: { present: ['indexedDB'], makesCode: false, runsText: false },
  });
});
