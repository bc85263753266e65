import { catalogue } from '../catalogue.ts';

/** The one page for a doctor who wants paper. */
export const paperWords = catalogue({
  more: 'Summary on paper',
  moreHint: 'One page to print, for a doctor who wants paper',
  title: 'Summary on paper',
  lead: 'This is what will be printed. Whoever holds the page can read it.',
  print: 'Print',
  none: 'Nothing listed',
  noneKnown: 'None known',
  contacts: 'People to call',
  of: (date: string) => `As of ${date}, from the patient’s own record in Carnet.`,
  nameless: 'Name not written down',
});
