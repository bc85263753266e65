import type { ManifestOptions } from 'vite-plugin-pwa';

/** The web app manifest. Every address is relative, so the app installs from any folder. */
export const manifest: Partial<ManifestOptions> = {
  id: './',
  name: 'Carnet',
  short_name: 'Carnet',
  description: 'Your health record, on your own phone.',
  start_url: './',
  scope: './',
  display: 'standalone',
  orientation: 'any',
  background_color: '#FBFAF6',
  theme_color: '#0E5A4F',
  categories: ['health', 'medical'],
  icons: [
    { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    {
      src: 'icons/icon-maskable-512.png',
      sizes: '512x512',
      type: 'image/png',
      purpose: 'maskable',
    },
    { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
  shortcuts: [
    { name: 'Share', url: './#/share', icons: [{ src: 'icons/icon-192.png', sizes: '192x192' }] },
    { name: 'Record', url: './#/record', icons: [{ src: 'icons/icon-192.png', sizes: '192x192' }] },
  ],
};
