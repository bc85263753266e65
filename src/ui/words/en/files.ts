import { catalogue } from '../catalogue.ts';

/** Showing a file that belongs to a record. */
export const fileWords = catalogue({
  loading: 'Opening the file',
  page: (page: number, pages: number) => `Page ${String(page)} of ${String(pages)}`,
  notShown: 'This file cannot be shown here',
  pictureNotShown: 'This picture cannot be shown here',
  otherTitle: 'Carnet does not show this kind of file',
  otherBody:
    'Another app will open it, and may keep a copy. Save it only if you trust where it came from.',
  untitled: 'A file without a title',
  save: 'Save to this device',
  picture: (title: string) => `Picture: ${title}`,
});
