import { conceptIn, conceptTexts, hasCode } from './concept.ts';
import { firstDate } from './dates.ts';
import type { RecordStatus } from './description.ts';
import type { Family } from './family.ts';
import {
  codeFields,
  conceptFields,
  dateFields,
  momentFields,
  noteFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { children, member } from './json.ts';
import { statusCodes, statusOf } from './status.ts';
import { distinct, joined } from './text.ts';

/** SNOMED CT and HL7 codes for a severe condition. */
const severe = ['24484000', 'severe', '442452003'] as const;

/** Condition. */
export const condition: Family = {
  types: ['Condition'],
  describe: (resource) => ({
    kind: 'condition',
    title: conceptIn(resource, 'code') || (conceptTexts(resource, 'bodySite')[0] ?? ''),
    detail: joined(distinct([...qualifiers(resource), ...conceptTexts(resource, 'bodySite')])),
    date: firstDate(resource, 'onsetDateTime', 'onsetPeriod', 'recordedDate', 'assertedDate'),
    status: conditionStatus(resource),
    severe: hasCode(member(resource, 'severity'), ...severe),
  }),
  fields: (resource, find) => [
    ...conceptFields(resource, 'condition', 'code'),
    ...statusFields(resource),
    ...conceptFields(resource, 'severity', 'severity'),
    ...textFields(
      'stage',
      children(resource, 'stage').map((stage) => conceptIn(stage, 'summary')),
    ),
    ...conceptFields(resource, 'body-site', 'bodySite'),
    ...momentFields(resource, 'onset', 'onset'),
    ...momentFields(resource, 'ended', 'abatement'),
    ...dateFields(resource, 'recorded', 'recordedDate'),
    ...conceptFields(resource, 'category', 'category'),
    ...referenceFields(resource, 'author', 'recorder', find),
    ...referenceFields(resource, 'author', 'asserter', find),
    ...noteFields(resource),
    ...codeFields(resource, 'code'),
  ],
};

/** What narrows the name: how severe, how sure, and a remission or relapse. */
function qualifiers(resource: JsonObject): string[] {
  const course = statusCodes(resource, 'clinicalStatus').filter((code) =>
    ['remission', 'recurrence', 'relapse'].includes(code),
  );
  const doubt = statusCodes(resource, 'verificationStatus').filter((code) =>
    ['refuted', 'unconfirmed', 'provisional', 'differential'].includes(code),
  );
  return [conceptIn(resource, 'severity'), ...course, ...doubt];
}

/** Without a clinical status, an end that is recorded is an end. */
function conditionStatus(resource: JsonObject): RecordStatus {
  const status = statusOf(resource);
  const ended = firstDate(resource, 'abatementDateTime', 'abatementPeriod') !== null;
  return status === 'unknown' && ended ? 'stopped' : status;
}
