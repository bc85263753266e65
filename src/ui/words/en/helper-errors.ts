import type { Explanation } from './errors.ts';

/** What is refused around the published record and a helper. */
export const helperErrorWords = {
  'rolled-back': {
    title: 'This is older than what was seen before',
    body: 'The file host handed out an old copy. Carnet refused it and kept what it had.',
    action: 'Try again',
  },
  forked: {
    title: 'This does not follow what was seen before',
    body: 'Two different histories exist, and one of them was not made by the right device. Carnet kept what it had. Ask the patient.',
    action: 'Try again',
  },
  'not-listed': {
    title: 'This is not on the patient’s list',
    body: 'The helper may open only what the patient has listed. Nothing was handed out. Fetch what is new and ask again.',
    action: 'Ask again',
  },
  'uses-spent': {
    title: 'The agreed number of times is used up',
    body: 'The patient set how often the helper may do this. Ask the patient to allow more.',
    action: '',
  },
  'helper-mismatch': {
    title: 'This is for another helper',
    body: 'The question or the answer names a different helper or patient. Nothing was handed out.',
    action: 'Scan again',
  },
  'not-served': {
    title: 'The helper does not work for this person',
    body: 'The patient has not named this person to the helper. Nothing was handed out. Ask the patient.',
    action: '',
  },
  'ask-too-old': {
    title: 'This question is too old',
    body: 'A question to a helper is good for 30 days. Nothing was handed out. Ask once more.',
    action: 'Ask again',
  },
  'wrong-answer': {
    title: 'This answers another question',
    body: 'The helper’s answer belongs to a question that was not asked here, or not just now. Nothing was opened.',
    action: 'Scan again',
  },
} satisfies Record<string, Explanation>;
