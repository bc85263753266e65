import type { HostAccount } from '../../../app/api.ts';

/** What a host asks for before it lets anybody read. */
export type Access = 'open' | 'user' | 'token' | 's3';

/** What stands in the fields, for every kind of access at once. */
export interface PlaceForm {
  address: string;
  access: Access;
  user: string;
  password: string;
  token: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export const emptyPlace = (): PlaceForm => ({
  ...{ address: '', access: 'open', user: '', password: '', token: '' },
  ...{ region: 'us-east-1', accessKeyId: '', secretAccessKey: '' },
});

/** Whether everything is filled in that the access needs. */
export function isFilledIn(form: PlaceForm): boolean {
  const needed = {
    open: [],
    user: [form.user, form.password],
    token: [form.token],
    s3: [form.region, form.accessKeyId, form.secretAccessKey],
  }[form.access];
  return [form.address, ...needed].every((value) => value.trim() !== '');
}

/** The account to read with; an address that is none fails as one with the first request. */
export function accountIn(form: PlaceForm): HostAccount {
  const address = form.address.trim();
  const base = address.endsWith('/') ? address : `${address}/`;
  if (form.access === 's3') return bucketIn(base, form);
  if (form.access === 'user')
    return { kind: 'webdav', base, user: form.user.trim(), password: form.password };
  return { kind: 'http', base, token: form.access === 'token' ? form.token.trim() : '' };
}

/** `https://service/bucket/` or `https://bucket.service/`, told apart by the path. */
function bucketIn(base: string, form: PlaceForm): HostAccount {
  const keys = {
    region: form.region.trim(),
    accessKeyId: form.accessKeyId.trim(),
    secretAccessKey: form.secretAccessKey.trim(),
  };
  const url = URL.canParse(base) ? new URL(base) : null;
  const [, bucket = ''] = (url?.pathname ?? '').split('/');
  if (url === null || bucket !== '')
    return { kind: 's3', endpoint: url?.origin ?? base, bucket, style: 'path', ...keys };
  const [first = '', ...rest] = url.host.split('.');
  const endpoint = `${url.protocol}//${rest.join('.')}`;
  return { kind: 's3', endpoint, bucket: first, style: 'virtual-host', ...keys };
}
