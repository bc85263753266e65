import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

const cards = (count: number) => plural(count, 'card', 'cards');

/** People who open a profile together: choosing them, their cards, collecting the cards again. */
export const trustedWords = catalogue({
  title: 'People I trust',
  lead: 'Each of them keeps a card. Some of the cards together open your record when nothing else does.',
  points: [
    'One card alone opens nothing and tells nothing of what is in your record.',
    'Enough cards together open it. Choose people who would not do that without you.',
    'They need no Carnet. A drawer is enough. You need this device or a backup as well.',
  ],
  who: 'Who keeps a card?',
  name: (number: number) => `Person ${number.toString()}`,
  nameHint: 'A name you will recognise. It is printed on the card.',
  remove: (number: number) => `Remove person ${number.toString()}`,
  add: 'Another person',
  needed: 'How many of them are needed?',
  ofThem: (threshold: number, count: number) =>
    threshold === count
      ? `All ${count.toString()}`
      : `Any ${threshold.toString()} of ${count.toString()}`,
  neededHint: 'With fewer than all, a lost card does no harm.',
  nameMissing: 'Give each person a name.',
  make: 'Make the cards',
  making: 'Making the cards',

  have: (threshold: number, count: number) =>
    `Any ${threshold.toString()} of these ${count.toString()} people can open your record together.`,
  haveAll: (count: number) =>
    `All ${count.toString()} of these people together can open your record.`,
  madeOn: (date: string) => `Cards made on ${date}`,
  set: (id: string) => `Set ${id}`,
  card: (number: number) => `Card ${number.toString()}`,
  cardOf: (number: number, count: number) => `Card ${number.toString()} of ${count.toString()}`,
  renew: 'Make new cards',
  renewHint:
    'Make new cards when somebody lost one, or should not have one any more. Once everybody has theirs, the cards of today open this device no more. They still open backups made before: delete those you can reach.',
  renewTitle: 'New cards',
  endHint: 'To do without them, remove “Trusted people” under Ways in.',

  sheetTitle: 'Hand out the cards',
  sheetLead:
    'Print them, or let each person copy or photograph their own. They are shown only now.',
  print: 'Print all cards, one page each',
  next: 'Next card',
  before: 'Card before',
  done: 'Everybody has a card',
  doneBody: 'The cards are out. You can make new ones here at any time.',
  leaveTitle: 'Are all the cards out?',
  leaveBody:
    'Carnet keeps no copy of them. If somebody has none yet, go back. You can also make new cards later.',
  leave: 'Yes, close them',
  stay: 'Back to the cards',

  paperTitle: 'Carnet card of trust',
  paperFor: (name: string) => `For ${name}`,
  paperWhose: (label: string) => `Helps to open the health record “${label}”`,
  paperMade: (date: string) => `Made on ${date}`,
  paperWhat: 'What this is',
  paperWhatBody: (threshold: number, count: number) =>
    `One of ${count.toString()} cards. ${threshold.toString()} of them together open the record when its owner has lost every other way in. This card alone opens nothing.`,
  paperDo: 'What to do with it',
  paperDoSteps: (address: string) => [
    'Keep it where you keep your papers. Tell nobody who has the other cards.',
    'If the owner asks for it, make sure that it is really them: meet, or call and listen to the voice.',
    `Then give them the card, or read them the words. They type them into Carnet at ${address}, “Open with cards of people I trust”.`,
    'Never type the words anywhere else.',
  ],
  words: 'The 32 words, in this order',
  code: 'The same words, for a camera inside Carnet',

  collect: {
    lead: 'Ask your people for their cards. Scan, photograph, paste or type one after the other.',
    first: 'Add the first card. It says how many are needed.',
    progress: (have: number, needed: number) => `${have.toString()} of ${cards(needed)}`,
    enough: 'These cards open it.',
    list: 'Cards so far',
    states: {
      fits: 'Read',
      right: 'Is right',
      wrong: 'Is not right. It was left out.',
      doubtful: 'May be wrong',
      'other-set': 'Belongs to another set',
      repeated: 'Is here already',
    },
    remove: (number: number) => `Remove card ${number.toString()}`,
    scanAdvice: 'Hold the code of the card inside the frame.',
    notEnough: 'More cards are needed first.',
    notCard: 'That is not the code of such a card.',
    unknown: (place: number, word: string) =>
      `Word ${place.toString()}, “${word}”, is not one of the words on such cards`,
    otherSet: (number: number, id: string) =>
      `Card ${number.toString()} of set ${id} does not belong to the others`,
    otherSetBody: 'Perhaps it is an older card. Ask that person for the one with the later date.',
    wrong: (number: number) => `Card ${number.toString()} is not what was given out`,
    wrongBody: 'It was changed or made up. The others are enough without it.',
    doubtful: 'One of these cards is not right',
    doubtfulBody:
      'Nobody can tell which from so few. Compare each with its paper, or add the card of one more person: then the wrong one shows.',
    repeated: 'This card is here already',
    removeOne: 'Remove',
  },
});
