import { dirname } from 'node:path';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Words that stop a reader of a rule's report from looking for the reason elsewhere. */
const outsideCrypto = 'Only src/crypto touches WebCrypto and randomness.';
const nowhere = 'Not in this project: see src/ARCHITECTURE.md.';

/**
 * Every Svelte file makes a new program of all others', half a second each: the quick check leaves
 * rules that need types there to the slow one. `npm run lint` has them all.
 */
const isQuick = process.env.LINT === 'quick';

export default tseslint.config(
  { ignores: ['dist/**', 'e2e/.cache/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.worker },
      parserOptions: {
        projectService: { allowDefaultProject: ['src/*.js'] },
        // The repository's root, where tsconfig.json lies.
        tsconfigRootDir: dirname(import.meta.dirname),
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: nowhere },
        { name: 'sessionStorage', message: nowhere },
        { name: 'fetch', message: 'Only src/hosts speaks to the network.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: nowhere },
        { object: 'crypto', property: 'subtle', message: outsideCrypto },
        { object: 'crypto', property: 'getRandomValues', message: outsideCrypto },
      ],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An arrow that returns a void call reads better on one line than with braces.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // A literal style attribute violates the page's Content-Security-Policy.
      'svelte/no-inline-styles': 'error',
      'svelte/button-has-type': 'error',
      // Routes are hashes of this one page, not SvelteKit's.
      'svelte/no-navigation-without-resolve': 'off',
      // `void value` in an effect says which state it follows.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // typescript-eslint cannot see the types that svelte2tsx gives to props and snippets.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['src/crypto/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: nowhere },
      ],
    },
  },
  {
    files: ['src/hosts/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: nowhere },
        { name: 'sessionStorage', message: nowhere },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'e2e/**'],
    rules: {
      'no-restricted-properties': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // A fault is put into the browser's own methods, which then run on the object they were called on.
    files: ['src/app/fixtures/cut-off.ts', 'src/vault/new-root.both.test.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  { files: ['**/*.bench.ts', 'e2e/**'], rules: { 'no-console': 'off' } },
  ...(isQuick ? [{ files: ['**/*.svelte'], ...tseslint.configs.disableTypeChecked }] : []),
  // Plain scripts that run in Node, outside every tsconfig.
  { files: ['src/*.js', '.ci/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['.ci/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
);
