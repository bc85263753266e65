import { locales } from './locales.ts';

const DAY = 86_400_000;

const yearOnly = /^\d{4}$/;
const yearAndMonth = /^\d{4}-\d{2}$/;
const wholeDay = /^\d{4}-\d{2}-\d{2}$/;

const unit = (value: number, name: string, unitDisplay: 'short' | 'narrow' | 'long' = 'short') =>
  new Intl.NumberFormat(locales(), { style: 'unit', unit: name, unitDisplay }).format(value);

/** A FHIR date or date-time at the precision it was recorded with; what is no date comes back as it is. */
export function date(value: string): string {
  if (yearOnly.test(value)) return value;
  const parsed = new Date(wholeDay.test(value) ? `${value}T12:00:00` : value);
  if (Number.isNaN(parsed.getTime())) return value;
  if (yearAndMonth.test(value)) {
    const [year, month] = value.split('-').map(Number);
    const middle = new Date(year ?? 0, (month ?? 1) - 1, 15);
    return new Intl.DateTimeFormat(locales(), { year: 'numeric', month: 'long' }).format(middle);
  }
  return new Intl.DateTimeFormat(locales(), { dateStyle: 'medium' }).format(parsed);
}

const withTime = /^\d{4}-\d{2}-\d{2}T/;

/** A date in a record: the day that was written down, whatever zone this device is in now. */
export const recordDate = (value: string): string =>
  date(withTime.test(value) ? value.slice(0, 10) : value);

/** Day and time of an instant. */
export function dateTime(value: string | Date): string {
  const parsed = new Date(value);
  if (Number.isNaN(parsed.getTime())) return String(value);
  return new Intl.DateTimeFormat(locales(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    parsed,
  );
}

/** The time of day of an instant. */
export function time(value: string | Date): string {
  const parsed = new Date(value);
  if (Number.isNaN(parsed.getTime())) return String(value);
  return new Intl.DateTimeFormat(locales(), { timeStyle: 'short' }).format(parsed);
}

/** "today", "3 days ago", and a plain date from a month on. */
export function ago(value: string | Date, now = new Date()): string {
  const days = Math.round((new Date(value).getTime() - now.getTime()) / DAY);
  if (Number.isNaN(days)) return String(value);
  if (Math.abs(days) > 30) return date(new Date(value).toISOString());
  return new Intl.RelativeTimeFormat(locales(), { numeric: 'auto' }).format(days, 'day');
}

/** Whole years between a birth date and now, or null where the birth date tells too little. */
export function age(birthDate: string, now = new Date()): number | null {
  const day = yearOnly.test(birthDate) ? `${birthDate}-01-01` : birthDate.slice(0, 10);
  const born = new Date(`${yearAndMonth.test(day) ? `${day}-01` : day}T12:00:00`);
  if (Number.isNaN(born.getTime())) return null;
  const before =
    now.getMonth() < born.getMonth() ||
    (now.getMonth() === born.getMonth() && now.getDate() < born.getDate());
  return now.getFullYear() - born.getFullYear() - (before ? 1 : 0);
}

export function number(value: number): string {
  return new Intl.NumberFormat(locales(), { maximumFractionDigits: 3 }).format(value);
}

export function percent(fraction: number): string {
  return new Intl.NumberFormat(locales(), { style: 'percent' }).format(fraction);
}

/** A file's size: "3.2 MB". */
export function bytes(count: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** step;
  const rounded = value < 10 && step > 0 ? Math.round(value * 10) / 10 : Math.round(value);
  return unit(rounded, steps[step] ?? 'byte');
}

/** A stretch of time in its largest fitting unit: "45 sec", "2 min", "3 hr". */
export function duration(seconds: number): string {
  if (seconds < 90) return unit(Math.round(seconds), 'second', 'long');
  if (seconds < 5400) return unit(Math.round(seconds / 60), 'minute', 'long');
  return unit(Math.round(seconds / 3600), 'hour', 'long');
}

/** What a countdown shows: minutes while there are many, minutes and seconds near the end. */
export function timeLeft(seconds: number): string {
  if (seconds >= 5400) return unit(Math.round(seconds / 3600), 'hour');
  if (seconds > 120) return unit(Math.ceil(seconds / 60), 'minute');
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** "a, b and c". */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat('en').format(items);
}
