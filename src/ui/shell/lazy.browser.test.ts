import { mount, unmount, type Component } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import Lazy from './Lazy.svelte';

let shown: ReturnType<typeof mount> | null = null;
afterEach(async () => {
  if (shown !== null) await unmount(shown);
  vi.restoreAllMocks();
});

function show(Screen: Component): void {
  const load = () => Promise.resolve({ default: Screen });
  shown = mount(Lazy, { target: document.body, props: { load } });
}

it('shows a screen when it has come', async () => {
  const draw = vi.fn(() => ({}));
  show(draw);
  await vi.waitFor(() => expect(draw).toHaveBeenCalledOnce());
  expect(document.body.textContent).not.toContain('One moment');
  expect(document.body.textContent).not.toContain('did not load');
});

it('says so where a screen fails while it is drawn, instead of a moment that never ends', async () => {
  const reported = vi.spyOn(globalThis, 'reportError').mockReturnValue(undefined);
  show(() => {
    throw new RangeError('invalid language tag: C');
  });
  await vi.waitFor(() => expect(document.body.textContent).toContain('This part did not load'));
  expect(document.body.textContent).not.toContain('One moment');
  expect(reported).toHaveBeenCalledOnce();
});
