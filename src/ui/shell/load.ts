import type { Component } from 'svelte';

/** A screen that loads when it is first shown. Screens take no properties: they read the route. */
export type Load = () => Promise<{ default: Component }>;
