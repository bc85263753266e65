import { utf8 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { sha256 } from '../crypto/hash.ts';
import {
  listOf,
  memberOf,
  textOf,
  type FhirResource,
  type HealthRecord,
  type Json,
  type Partition,
} from '../records/index.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import { Shelf } from './shelf.ts';

/** Where a record stands, and who put it there. */
export type Place = Pick<HealthRecord, 'partition' | 'level' | 'unsorted' | 'movedByHand'>;

interface Rule {
  readonly key: string;
  readonly partition: Partition;
  readonly level: 'card' | 'claims' | null;
}

/** The elements that say what a resource is about, in the order in which they are asked. */
const codeElements = ['code', 'medicationCodeableConcept', 'vaccineCode', 'type', 'category'];

/** Remembers where the person moved what kind of record, for whatever comes in later. */
export class Placing {
  readonly #shelf: Shelf<Rule>;
  readonly #rules = new Map<string, Rule>();

  private constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'rule');
  }

  static async open(profile: UnlockedProfile): Promise<Placing> {
    const placing = new Placing(profile);
    await placing.reload();
    return placing;
  }

  async reload(): Promise<void> {
    const { values } = await this.#shelf.all();
    for (const rule of values) this.#rules.set(rule.key, rule);
  }

  /** The remembered place for such a resource, else the one it came with. */
  place(resource: FhirResource, otherwise: Omit<Place, 'movedByHand'>): Place {
    const { partition, level, unsorted } = otherwise;
    const rule = this.#rules.get(ruleKey(resource));
    if (rule === undefined) return { partition, level, unsorted, movedByHand: false };
    return { partition: rule.partition, level: rule.level, unsorted: false, movedByHand: true };
  }

  /** The write that remembers a move; {@link remember} takes it in once committed. */
  rule(resource: FhirResource, partition: Partition, level: 'card' | 'claims' | null): Write {
    const key = ruleKey(resource);
    return this.#shelf.put(key, { key, partition, level });
  }

  remember(resource: FhirResource, partition: Partition, level: 'card' | 'claims' | null): void {
    const key = ruleKey(resource);
    this.#rules.set(key, { key, partition, level });
  }
}

/** Alike for resources of one type and one code; hashed, for a code can be as long as a sentence. */
function ruleKey(resource: FhirResource): string {
  const code = codeElements
    .map((element) => codeOf(memberOf(resource, element)))
    .find((found) => found !== '');
  return toHex(sha256(utf8(`${resource.resourceType}|${code ?? ''}`)));
}

/** `system|code` of a concept's first coding, else its text, else "". */
function codeOf(value: Json | undefined): string {
  const concept = listOf(value)[0];
  const coding = listOf(memberOf(concept, 'coding'))[0];
  const code = textOf(memberOf(coding, 'code'));
  if (code === null) return textOf(memberOf(concept, 'text')) ?? '';
  return `${textOf(memberOf(coding, 'system')) ?? ''}|${code}`;
}
