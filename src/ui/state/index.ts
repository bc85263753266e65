export {
  callback,
  useCarnet,
  type Carnet,
  type Carried,
  type ProfileCard,
  type Settings,
} from './carnet.svelte.ts';
export { Loaded } from './loaded.svelte.ts';
export { useLock } from './lock.svelte.ts';
export { useRouter } from './router.svelte.ts';
export { useToasts } from './toasts.svelte.ts';
export { hearing } from './hearing.ts';
