import type { JsonObject } from './json.ts';
import { child, children, lineOf, linesOf, member } from './json.ts';
import { distinct, joined, line, TITLE_LENGTH } from './text.ts';

/** A HumanName in words: its text, else prefix, given, family and suffix; a bare string is tolerated. */
export function nameText(name: JsonObject): string {
  const parts = [
    ...linesOf(name, 'prefix'),
    ...linesOf(name, 'given'),
    lineOf(name, 'family', TITLE_LENGTH),
    ...linesOf(name, 'suffix'),
  ];
  return lineOf(name, 'text', TITLE_LENGTH) || line(joined(distinct(parts), ' '), TITLE_LENGTH);
}

/** The name a person goes by: the official one, else the usual one, else the first. */
export function nameOf(resource: JsonObject): string {
  const written = member(resource, 'name');
  if (typeof written === 'string') return line(written, TITLE_LENGTH);
  const names = children(resource, 'name').filter((name) => lineOf(name, 'use') !== 'old');
  const chosen = ['official', 'usual'].flatMap((use) =>
    names.filter((name) => lineOf(name, 'use') === use),
  );
  return [...chosen, ...names].map(nameText).find((name) => name !== '') ?? '';
}

/** An Address on one line. */
export function addressText(address: JsonObject): string {
  const town = joined([lineOf(address, 'postalCode'), lineOf(address, 'city')], ' ');
  const parts = [
    ...linesOf(address, 'line'),
    town,
    lineOf(address, 'district'),
    lineOf(address, 'state'),
    lineOf(address, 'country'),
  ];
  return lineOf(address, 'text') || line(joined(distinct(parts), ', '));
}

/** The values of the contact points of one system (`phone`, `email` …). */
export function contactPoints(resource: JsonObject, system: string): string[] {
  return distinct(
    children(resource, 'telecom')
      .filter((point) => lineOf(point, 'system') === system)
      .map((point) => lineOf(point, 'value')),
  );
}

/** An Identifier in words: its value, with what kind of number it is where that is said. */
export function identifierText(identifier: JsonObject): string {
  const type = child(identifier, 'type');
  const kind = lineOf(type, 'text') || lineOf(child(type, 'coding'), 'display');
  return joined([kind, lineOf(identifier, 'value')], ': ');
}
