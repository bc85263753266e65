/** Days counted from a given today: the sample's story moves along with the calendar. */
export interface Calendar {
  /** The day this long ago, `YYYY-MM-DD`. */
  ago(years: number, months?: number, days?: number): string;
  /** That day at this time of day in UTC, as a FHIR dateTime. */
  at(time: string, years: number, months?: number, days?: number): string;
  /** The day this many months ahead. */
  ahead(months: number): string;
}

/** The calendar as seen from `today` (`YYYY-MM-DD`). */
export function calendarFrom(today: string): Calendar {
  const day = (years: number, months: number, days: number) => {
    const date = new Date(`${today}T00:00:00Z`);
    date.setUTCFullYear(
      date.getUTCFullYear() - years,
      date.getUTCMonth() - months,
      date.getUTCDate() - days,
    );
    return date.toISOString().slice(0, 10);
  };
  return {
    ago: (years, months = 0, days = 0) => day(years, months, days),
    at: (time, years, months = 0, days = 0) => `${day(years, months, days)}T${time}:00Z`,
    ahead: (months) => day(0, -months, 0),
  };
}
