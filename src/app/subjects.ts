import {
  areDifferent,
  personOf,
  subjectOf,
  type FhirResource,
  type Person,
} from '../records/index.ts';

/** A resource and the file it came from, null for none. */
export interface Sourced {
  readonly resource: FhirResource;
  readonly source: string | null;
}

interface KnownPatient {
  readonly id: string;
  readonly source: string | null;
  readonly person: Person;
}

/** Tells whom each resource is about, by the Patient resources that lie beside it. */
export class Subjects {
  readonly #patients: readonly KnownPatient[];

  constructor(resources: readonly Sourced[]) {
    this.#patients = resources
      .filter(({ resource }) => resource.resourceType === 'Patient')
      .map(({ resource, source }) => ({
        id: typeof resource.id === 'string' ? resource.id : '',
        source,
        person: personOf(resource),
      }));
  }

  /**
   * The person a resource is about; several where two files use one id for two people, none where
   * nothing tells.
   */
  of({ resource, source }: Sourced): readonly Person[] {
    if (resource.resourceType === 'Patient') return [personOf(resource)];
    const subject = subjectOf(resource);
    switch (subject.kind) {
      case 'nobody':
        return [];
      case 'identifier':
        return [subject.person];
      case 'patient':
        return this.#nearest(source, ({ id }) => id === subject.id);
      case 'unnamed':
        return this.#onlyOne(source);
    }
  }

  /** Those of the same file; a file whose Patient was known already left none behind. */
  #nearest(source: string | null, is: (patient: KnownPatient) => boolean): readonly Person[] {
    const all = this.#patients.filter(is);
    const own = all.filter((patient) => patient.source === source);
    return (own.length > 0 ? own : all).map(({ person }) => person);
  }

  /** What says nothing of its subject is about the one patient there is. */
  #onlyOne(source: string | null): readonly Person[] {
    const people = this.#nearest(source, () => true);
    const isOne = people.every((one) => people.every((other) => !areDifferent(one, other)));
    return isOne ? people : [];
  }
}
