import { isObject, textOf, type Json } from '../fhir.ts';
import { partitions } from '../record.ts';
import type { Filed } from './filed.ts';
import type { LinkTable } from './link-table.ts';

/** Roles point at practitioners, and both at organizations. */
const SHARED_STEPS = 3;

/**
 * Places what has no partition of its own: practitioners, organizations and Binaries where the
 * records stand that name them, Provenance and AuditEvent where their target stands. They are
 * private when those records are.
 */
export class Company {
  readonly #links: LinkTable;
  readonly #referrers = new Map<Filed, Filed[]>();
  readonly #followers: Filed[] = [];

  constructor(links: LinkTable) {
    this.#links = links;
  }

  /** Notes whom the resource names. */
  add(item: Filed): void {
    if (item.place === 'follow') {
      this.#followers.push(item);
      return;
    }
    for (const target of this.#namedIn(item.resource)) {
      if (target !== item && isPlacedByCompany(target)) this.#refer(target, item);
    }
  }

  /** Places everything, once all resources are added. */
  settle(): void {
    for (let step = 0; step < SHARED_STEPS; step++) {
      for (const [target, referrers] of this.#referrers) join(target, referrers);
    }
    for (const follower of this.#followers) this.#follow(follower);
  }

  #namedIn(value: Json): Filed[] {
    const found: Filed[] = [];
    eachLink(value, (literal) => {
      const target = this.#links.find(literal);
      if (target !== undefined) found.push(target);
    });
    return found;
  }

  #refer(target: Filed, item: Filed): void {
    const referrers = this.#referrers.get(target) ?? [];
    referrers.push(item);
    this.#referrers.set(target, referrers);
  }

  #follow(follower: Filed): void {
    const { target, entity } = follower.resource;
    const targets = this.#namedIn([target ?? null, entity ?? null]);
    const [first] = targets;
    if (first === undefined) return;
    follower.partition = first.partition;
    follower.level = first.level;
    follower.private ||= targets.some((one) => one.private);
  }
}

function isPlacedByCompany({ place, resource }: Filed): boolean {
  return place === 'shared' || resource.resourceType === 'Binary';
}

/** Medical when anything medical names it, else the first partition that does. */
function join(target: Filed, referrers: readonly Filed[]): void {
  const order = ['medical', ...partitions] as const;
  const partition = order.find((one) => referrers.some((item) => item.partition === one));
  const there = referrers.filter((item) => item.partition === partition);
  target.partition = partition ?? target.partition;
  target.level = there.some(({ level }) => level === 'card') ? 'card' : (there[0]?.level ?? null);
  target.private ||= referrers.every((item) => item.private);
}

/** Calls back with every reference and every attachment's address, however deep. */
function eachLink(value: Json, visit: (literal: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value)) {
    for (const text of [textOf(value['reference']), textOf(value['url'])]) {
      if (text !== null) visit(text);
    }
  }
  for (const member of Object.values<Json>(value)) eachLink(member, visit);
}
