import { spoken } from './language.svelte.ts';
import { pseudo } from './pseudo.ts';

const inLanguage = (value: unknown): unknown => {
  if (typeof value === 'string') return spoken.current === 'pseudo' ? pseudo(value) : value;
  if (typeof value === 'function') {
    return (...args: unknown[]) => inLanguage((value as (...args: unknown[]) => unknown)(...args));
  }
  if (Array.isArray(value)) return value.map(inLanguage);
  return typeof value === 'object' && value !== null ? catalogue(value) : value;
};

const made = new WeakMap<object, object>();

/**
 * Words to be read in the reader's language. A screen with many words of its own keeps them in
 * `en/its-name.ts` as `export const shareWords = catalogue({ … })` and imports that file itself, so
 * that they load with the screen. Values are strings, functions that give strings, or objects of
 * these. Read them inside templates or `$derived`, so that a change of language reaches them.
 */
export function catalogue<Words extends object>(english: Words): Words {
  const known = made.get(english);
  if (known) return known as Words;
  const reader = new Proxy(english, {
    get: (target, key, receiver) => {
      const value: unknown = Reflect.get(target, key, receiver);
      // What a list inherits, such as `map`, works on this reader by itself.
      return Object.hasOwn(target, key) ? inLanguage(value) : value;
    },
  });
  made.set(english, reader);
  return reader;
}
