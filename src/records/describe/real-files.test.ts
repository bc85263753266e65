import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe as suite, expect, it } from 'vitest';
import { formToResource, resourceToForm } from '../forms/forms.ts';
import type { FhirResource } from '../fhir.ts';
import { describe, fields } from './describe.ts';
import { findAmong } from './references.ts';
import { searchText } from './search.ts';

const folder = resolve(import.meta.dirname, '../../../../shared/data');

/** The files' resources, or none where the files are not at hand. */
function realResources(): FhirResource[] {
  return ['ips', 'synthea', 'ndjson']
    .flatMap((part) => readdirSync(join(folder, part)).map((name) => join(folder, part, name)))
    .flatMap((path) => resourcesIn(path, readFileSync(path, 'utf8')));
}

function resourcesIn(path: string, text: string): FhirResource[] {
  const lines = () => text.trim().split(/\r?\n/);
  if (!path.endsWith('.json')) return lines().map((line) => JSON.parse(line) as FhirResource);
  const bundle = JSON.parse(text) as { entry: { resource: FhirResource }[] };
  return bundle.entry.map(({ resource }) => resource);
}

suite.skipIf(!existsSync(folder))(`real files (skipped where ${folder} is not at hand)`, () => {
  const resources = existsSync(folder) ? realResources() : [];
  const find = findAmong(resources);

  it('are many', () => {
    expect(resources.length).toBeGreaterThan(2400);
  });

  it('all have a title that says more than their type wherever they hold a name', () => {
    const bare = resources.filter((resource) => {
      const { title } = describe(resource, find);
      expect(title).not.toBe('');
      return title === resource.resourceType.replace(/([a-z])([A-Z])/g, '$1 $2');
    });
    expect(bare.length).toBeLessThan(resources.length * 0.02);
  });

  it('all have a page and can be searched', () => {
    const unfit = resources.filter(
      (resource) => fields(resource, find).length === 0 || searchText(resource).length === 0,
    );
    expect(unfit.map(({ resourceType }) => resourceType)).toEqual([]);
  });

  it('come back whole from a form in which nothing was changed', () => {
    for (const resource of resources) {
      const form = resourceToForm(resource);
      if (form !== null) expect(formToResource(form, resource)).toEqual(resource);
    }
  });
});
