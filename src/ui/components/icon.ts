import type { LucideProps } from '@lucide/svelte';
import type { Component } from 'svelte';

/** One icon of the set, imported by itself: `import Pill from '@lucide/svelte/icons/pill'`. */
export type Icon = Component<LucideProps>;
