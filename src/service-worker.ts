import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from 'workbox-precaching';
import type { PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (PrecacheEntry | string)[];
};

// Everything the app is made of, fetched once. Addresses are relative to this file, so the app
// works from any folder of any host.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

// Only pages fall back to the app; a missing file is missing.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), {
    denylist: [/\/[^/]+\.[a-z0-9]+$/i],
  }),
);

// The first visit's own page is served from the cache too, so that it works when signal drops.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// A new version waits until somebody asks for it.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});
