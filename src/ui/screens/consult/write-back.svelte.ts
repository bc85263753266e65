import type { DepositDraft } from '../../../app/api.ts';
import type { PrescriptionDraft } from '../../../records/index.ts';
import { consultWords } from '../../words/en/consult.ts';

/** One medicine as it is typed: numbers stay text until they are signed. */
export interface MedicineLine {
  medicine: string;
  dose: string;
  doseUnit: string;
  times: string;
  asNeeded: boolean;
  days: string;
  instructions: string;
}

const emptyLine = (): MedicineLine => ({
  medicine: '',
  dose: '1',
  doseUnit: 'tablet',
  times: '1',
  asNeeded: false,
  days: '7',
  instructions: '',
});

const numberOf = (text: string): number | null =>
  text.trim() === '' ? null : Number(text.replace(',', '.'));
const isNumber = (text: string): boolean => {
  const value = numberOf(text);
  return value === null || (Number.isFinite(value) && value > 0);
};

/** What a doctor is writing to the patient of one visit. It outlives the visit by ten minutes. */
export class WriteBackDraft {
  kind = $state<'prescription' | 'note'>('prescription');
  lines = $state<MedicineLine[]>([emptyLine()]);
  noteTitle = $state('');
  noteText = $state('');
  tried = $state(false);

  /** What was not yet written there is no mistake. */
  readonly turnTo = (kind: 'prescription' | 'note'): void => {
    this.kind = kind;
    this.tried = false;
  };

  readonly add = (): void => {
    this.lines.push(emptyLine());
  };

  readonly remove = (index: number): void => {
    this.lines.splice(index, 1);
  };

  readonly problemOf = (
    line: MedicineLine,
    field: 'medicine' | 'dose' | 'times' | 'days',
  ): string | undefined => {
    if (!this.tried) return undefined;
    if (field === 'medicine')
      return line.medicine.trim() ? undefined : consultWords.write.missingMedicine;
    return isNumber(line[field]) ? undefined : consultWords.write.notNumber;
  };

  get noteProblem(): string | undefined {
    return this.tried && !this.noteText.trim() ? consultWords.write.missingText : undefined;
  }

  get complete(): boolean {
    if (this.kind === 'note') return this.noteText.trim() !== '';
    return this.lines.every(
      (line) =>
        line.medicine.trim() !== '' &&
        isNumber(line.dose) &&
        isNumber(line.times) &&
        isNumber(line.days),
    );
  }

  toDeposit(): DepositDraft {
    if (this.kind === 'note') {
      return {
        kind: 'note',
        title: this.noteTitle.trim() || consultWords.write.note,
        text: this.noteText,
      };
    }
    return { kind: 'prescription', drafts: this.lines.map(prescriptionOf) };
  }
}

function prescriptionOf(line: MedicineLine): PrescriptionDraft {
  return {
    medicine: line.medicine.trim(),
    doseAmount: numberOf(line.dose),
    doseUnit: line.doseUnit,
    timesPerDay: numberOf(line.times),
    asNeeded: line.asNeeded,
    durationDays: numberOf(line.days),
    instructions: line.instructions.trim(),
  };
}
