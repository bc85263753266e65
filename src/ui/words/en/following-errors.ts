import type { Explanation } from './errors.ts';

/** What is refused to a doctor with standing access. */
export const followingErrorWords = {
  'no-letterbox': {
    title: 'This patient takes no letters from you',
    body: 'The patient has not said where you may leave something. Nothing was sent. Ask the patient, or meet again and show a code.',
    action: '',
  },
  'helper-needed': {
    title: 'The patient’s helper has to lend a hand first',
    body: 'Part of this record opens only after the helper has answered. Nothing was opened. Ask the helper, and come back when the answer is there.',
    action: 'Try again',
  },
  'made-up-answer': {
    title: 'The helper’s answer opens nothing',
    body: 'It was not made from this record’s locks. Carnet threw it away, and nothing was shown. Ask the helper once more, and tell the patient if it happens again.',
    action: '',
  },
  'altered-on-host': {
    title: 'The host gave something else than the patient put there',
    body: 'It was changed, cut, swapped or replaced by a web page. Carnet used nothing of it and kept what it knew. Look again later, or ask the patient.',
    action: 'Try again',
  },
  'standing-ended': {
    title: 'This access has ended',
    body: 'The keys to this record are deleted from this device. Ask the patient to give you access again.',
    action: '',
  },
} satisfies Record<string, Explanation>;
