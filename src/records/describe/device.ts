import { conceptIn } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  conceptFields,
  dateFields,
  identifierFields,
  lineFields,
  momentFields,
  noteFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf } from './json.ts';
import type { Find } from './references.ts';
import { referenceText, target } from './references.ts';
import { statusOf, therapyStatus } from './status.ts';
import { distinct, joined } from './text.ts';

/** Implants, aids and meters: what they are, that they are used, that they were asked for. */
export const device: Family = {
  types: [
    ...['Device', 'DeviceUseStatement', 'DeviceMetric', 'DeviceRequest', 'SupplyRequest'],
    ...['SupplyDelivery', 'VisionPrescription'],
  ],
  describe: (resource, find) => ({
    kind: 'device',
    title: deviceName(resource, find),
    detail: joined(
      distinct([maker(resource), lineOf(resource, 'modelNumber'), conceptIn(resource, 'bodySite')]),
    ),
    date: firstDate(
      resource,
      ...['timingDateTime', 'timingPeriod', 'recordedOn', 'authoredOn', 'dateWritten', 'created'],
      ...['occurrenceDateTime', 'manufactureDate'],
    ),
    status:
      lineOf(resource, 'resourceType') === 'Device' ? statusOf(resource) : therapyStatus(resource),
  }),
  fields: (resource, find) => [
    ...textFields('device', deviceName(resource, find)),
    ...statusFields(resource),
    ...textFields('manufacturer', maker(resource)),
    ...lineFields(resource, 'model', 'modelNumber'),
    ...lineFields(resource, 'serial-number', 'serialNumber'),
    ...lineFields(resource, 'lot', 'lotNumber'),
    ...dateFields(resource, 'expires', 'expirationDate'),
    ...momentFields(resource, 'date', 'timing'),
    ...dateFields(resource, 'date', 'authoredOn', 'dateWritten', 'recordedOn'),
    ...periodFields(resource, 'occurrencePeriod'),
    ...conceptFields(resource, 'indication', 'reasonCode'),
    ...conceptFields(resource, 'body-site', 'bodySite'),
    ...textFields('item', children(resource, 'lensSpecification').map(lensLine)),
    ...referenceFields(resource, 'requester', 'requester', find),
    ...referenceFields(resource, 'requester', 'prescriber', find),
    ...noteFields(resource),
    ...identifierFields(resource),
  ],
};

function deviceName(resource: JsonObject, find: Find): string {
  const reference = child(resource, 'device');
  return (
    ownName(resource) ||
    referenceText(reference, resource, find) ||
    ownName(target(reference, resource, find)) ||
    ['codeCodeableConcept', 'itemCodeableConcept', 'suppliedItem', 'category']
      .map(
        (key) => conceptIn(resource, key) || conceptIn(child(resource, key), 'itemCodeableConcept'),
      )
      .find((name) => name !== '') ||
    ''
  );
}

function ownName(resource: JsonObject): string {
  return conceptIn(resource, 'type') || lineOf(child(resource, 'deviceName'), 'name', 200);
}

function maker(resource: JsonObject): string {
  return lineOf(resource, 'manufacturer');
}

function lensLine(lens: JsonObject): string {
  const powers = ['sphere', 'cylinder', 'axis', 'add', 'power'].map((key) => {
    const value = lineOf(lens, key, 20);
    return value === '' ? '' : `${key} ${value}`;
  });
  return joined([lineOf(lens, 'eye'), joined(powers, ', ')], ': ');
}
