import type { Bytes } from '../../bytes/bytes.ts';
import { utf8 } from '../../bytes/bytes.ts';
import type { Calendar } from './calendar.ts';
import { letter } from './letter.ts';
import { photograph } from './photograph.ts';

/** A file that lies beside the records. */
export interface SampleFile {
  title: string;
  contentType: string;
  bytes: Bytes;
  /** `YYYY-MM-DD` */
  date: string;
}

/** A hospital letter, a photo and a diary. */
export function files(on: Calendar): SampleFile[] {
  return [
    {
      title: 'Discharge letter, Northgate Hospital',
      contentType: 'application/pdf',
      bytes: letter(dischargeLetter(on.ago(6, 1, 28))),
      date: on.ago(6, 1, 28),
    },
    {
      title: 'Photo of the rash on the left forearm',
      contentType: 'image/png',
      bytes: photograph(),
      date: on.ago(0, 4, 9),
    },
    {
      title: 'Glucose diary, one week',
      contentType: 'text/plain',
      bytes: utf8(diary(on)),
      date: on.ago(0, 0, 3),
    },
  ];
}

function dischargeLetter(date: string): string[] {
  return [
    'Northgate Hospital, Department of Surgery',
    '',
    `Date: ${date}`,
    'Patient: Mira Astrid Solheim',
    '',
    'Dear Dr Halloran,',
    '',
    'Your patient had her gallbladder removed by keyhole surgery.',
    'There were no complications. She went home on the third day.',
    '',
    'Allergies: penicillin (anaphylaxis). Contact dermatitis from latex gloves',
    'was seen on the ward and is new.',
    '',
    'Medicines on leaving: metformin, losartan, atorvastatin, unchanged.',
    'Paracetamol when needed for up to five days.',
    '',
    'Wound check at your surgery in ten days, please.',
    '',
    'Dr Selma Brandwijk',
  ];
}

function diary(on: Calendar): string {
  const mornings = [6.8, 7.1, 6.4, 6.9, 6.2, 6.6, 6.4];
  const rows = mornings.map(
    (value, index) =>
      `${on.ago(0, 0, 3 + mornings.length - 1 - index)}  before breakfast  ${value} mmol/L`,
  );
  return ['Glucose diary', '', ...rows, '', 'Felt well all week.', ''].join('\n');
}
