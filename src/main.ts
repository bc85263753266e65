import './trusted-types.ts';
import './ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import Framed from './ui/shell/Framed.svelte';
import { Updates } from './ui/state/updates.svelte.ts';

const target = document.querySelector('#app');
if (!target) throw new Error('the page has no place for the app');

// Inside somebody else's page the passphrase could be lured out or clicks be stolen.
if (window.top === window.self) {
  const updates = new Updates();
  if (import.meta.env.PROD) void updates.watch('service-worker.js');
  mount(App, { target, props: { updates } });
} else {
  mount(Framed, { target });
}
