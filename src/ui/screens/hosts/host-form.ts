import type { HostAccount, HostDraft } from '../../../app/api.ts';

/** What stands in the fields, for every kind at once: a change of mind about the kind loses nothing. */
export interface HostForm {
  kind: HostAccount['kind'];
  label: string;
  base: string;
  user: string;
  password: string;
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  style: 'path' | 'virtual-host';
  token: string;
  /** Empty as long as nobody wrote one: then it follows the address that is written to. */
  reading: string;
  readerUser: string;
  readerPassword: string;
  /** Empty where letters are left at the reading place, by whoever reads there. */
  drop: string;
  dropUser: string;
  dropPassword: string;
}

export type HostField = Exclude<keyof HostForm, 'kind' | 'style'>;

/** Keys of the words for what is wrong with a field. */
export type FieldFault =
  'needed' | 'address' | 'plain' | 'tail' | 'signIn' | 'long' | 'both' | 'bucket' | 'endpoint';

export type Faults = Partial<Record<HostField, FieldFault>>;

/** The longest address that still fits the code of a standing grant or an invitation. */
const SHARED_CHARACTERS = 120;

export const emptyForm = (): HostForm => ({
  kind: 'webdav',
  label: '',
  base: '',
  user: '',
  password: '',
  endpoint: '',
  bucket: '',
  region: 'us-east-1',
  accessKeyId: '',
  secretAccessKey: '',
  style: 'path',
  token: '',
  reading: '',
  readerUser: '',
  readerPassword: '',
  drop: '',
  dropUser: '',
  dropPassword: '',
});

/** The address others read from, unless another one was written: that of the folder or the bucket. */
export function readingFrom(form: HostForm): string {
  if (form.reading.trim() !== '') return withSlash(form.reading.trim());
  if (form.kind !== 's3') return form.base.trim() === '' ? '' : withSlash(form.base.trim());
  return bucketAddress(form);
}

function bucketAddress({ endpoint, bucket, style }: HostForm): string {
  const address = addressOf(endpoint.trim());
  const name = bucket.trim();
  if (address === null || name === '') return '';
  return style === 'path'
    ? `${address.origin}/${name}/`
    : `${address.protocol}//${name}.${address.host}/`;
}

/** What is wrong, by field; an empty object where nothing is. */
export function faultsOf(form: HostForm): Faults {
  const found: [HostField, FieldFault | null][] = [
    ['label', needed(form.label)],
    ...accountFaults(form),
    ['reading', readingFault(form)],
    ['readerPassword', oneWithoutTheOther(form.readerUser, form.readerPassword)],
    ...dropFaults(form),
  ];
  return Object.fromEntries(found.filter(([, fault]) => fault !== null));
}

function accountFaults(form: HostForm): [HostField, FieldFault | null][] {
  if (form.kind === 'webdav')
    return [
      ['base', addressFault(form.base)],
      ['user', needed(form.user)],
      ['password', needed(form.password)],
    ];
  if (form.kind === 'http') return [['base', addressFault(form.base)]];
  return [
    ['endpoint', endpointFault(form.endpoint)],
    ['bucket', bucketFault(form.bucket)],
    ['region', needed(form.region)],
    ['accessKeyId', needed(form.accessKeyId)],
    ['secretAccessKey', needed(form.secretAccessKey)],
  ];
}

const needed = (value: string): FieldFault | null => (value.trim() === '' ? 'needed' : null);

function readingFault(form: HostForm): FieldFault | null {
  // Nothing to say as long as the address it follows is wrong itself.
  if (form.reading.trim() === '' && readingFrom(form).length <= SHARED_CHARACTERS) return null;
  const address = readingFrom(form);
  return addressFault(address) ?? (address.length > SHARED_CHARACTERS ? 'long' : null);
}

const oneWithoutTheOther = (user: string, password: string): FieldFault | null =>
  (user.trim() === '') === (password === '') ? null : 'both';

function dropFaults({ drop, dropUser, dropPassword }: HostForm): [HostField, FieldFault | null][] {
  if (drop.trim() === '' && dropUser.trim() === '' && dropPassword === '') return [];
  const long = withSlash(drop.trim()).length > SHARED_CHARACTERS ? 'long' : null;
  return [
    ['drop', addressFault(drop) ?? long],
    ['dropPassword', oneWithoutTheOther(dropUser, dropPassword)],
  ];
}

function endpointFault(value: string): FieldFault | null {
  const fault = addressFault(value);
  return fault ?? (addressOf(value.trim())?.pathname === '/' ? null : 'endpoint');
}

function bucketFault(value: string): FieldFault | null {
  if (value.trim() === '') return 'needed';
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value.trim()) ? null : 'bucket';
}

function addressFault(value: string): FieldFault | null {
  if (value.trim() === '') return 'needed';
  const address = addressOf(value.trim());
  if (address === null) return 'address';
  if (address.protocol === 'http:' && !isLoopback(address.hostname)) return 'plain';
  if (address.username !== '' || address.password !== '') return 'signIn';
  return /[?#]/.test(value) ? 'tail' : null;
}

function addressOf(value: string): URL | null {
  try {
    const address = new URL(value);
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const withSlash = (address: string): string => (address.endsWith('/') ? address : `${address}/`);

/** The draft that a form without faults makes. */
export function draftOf(form: HostForm): HostDraft {
  const reader =
    form.readerUser.trim() === ''
      ? null
      : { user: form.readerUser.trim(), password: form.readerPassword };
  return {
    label: form.label.trim(),
    account: accountOf(form),
    reading: { base: readingFrom(form), reader },
    ...dropOf(form),
  };
}

function dropOf({ drop, dropUser, dropPassword }: HostForm): Pick<HostDraft, 'drop'> {
  if (drop.trim() === '') return {};
  const user = dropUser.trim();
  const writer = user === '' ? null : { user, password: dropPassword };
  return { drop: { base: withSlash(drop.trim()), writer } };
}

function accountOf(form: HostForm): HostAccount {
  const base = withSlash(form.base.trim());
  if (form.kind === 'webdav')
    return { kind: 'webdav', base, user: form.user.trim(), password: form.password };
  if (form.kind === 'http') return { kind: 'http', base, token: form.token.trim() };
  return {
    kind: 's3',
    endpoint: addressOf(form.endpoint.trim())?.origin ?? '',
    bucket: form.bucket.trim(),
    region: form.region.trim(),
    accessKeyId: form.accessKeyId.trim(),
    secretAccessKey: form.secretAccessKey.trim(),
    style: form.style,
  };
}
