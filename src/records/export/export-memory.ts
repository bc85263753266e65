import type { FhirResource } from '../fhir.ts';
import type { HealthRecord } from '../record.ts';
import type { Cut, Scope } from './cut.ts';
import { holdsFreeText } from './free-text.ts';

type Lead = Scope['lead'];

interface Known {
  readonly id: string;
  /** Where each reference of the record led. */
  readonly leads: ReadonlyMap<string, string | null>;
  readonly cut: Cut;
}

/**
 * What was cut out of each record when it was last exported. A cut follows from the record, its new
 * id, what is granted, and where its references lead: while all four are the same, so is the cut.
 * Records are told apart by identity, since none is ever changed in place.
 */
export class ExportMemory {
  #granted = '';
  #cuts = new WeakMap<HealthRecord, Known>();
  readonly #freeText = new WeakMap<FhirResource, boolean>();

  /** The cut from before where it is the same, else the one that `make` makes. */
  cut(
    record: HealthRecord,
    id: string,
    { unit, granted, lead }: Scope,
    make: (lead: Lead) => Cut,
  ): Cut {
    this.#keepTo([unit, ...granted].join(' '));
    const known = this.#cuts.get(record);
    if (known?.id === id && [...known.leads].every(([literal, to]) => lead(literal) === to))
      return known.cut;
    const leads = new Map<string, string | null>();
    const cut = make((literal) => {
      const to = lead(literal);
      leads.set(literal, to);
      return to;
    });
    this.#cuts.set(record, { id, leads, cut });
    return cut;
  }

  holdsFreeText(resource: FhirResource): boolean {
    const holds = this.#freeText.get(resource) ?? holdsFreeText(resource);
    this.#freeText.set(resource, holds);
    return holds;
  }

  #keepTo(granted: string): void {
    if (this.#granted !== granted) this.#cuts = new WeakMap();
    this.#granted = granted;
  }
}
