import { describe, expect, it } from 'vitest';
import { accountIn, emptyPlace, isFilledIn } from './host-place.ts';

const at = (address: string) => ({ ...emptyPlace(), address });

describe('the place of a backup', () => {
  it('needs an address, and whatever its host asks for', () => {
    expect(isFilledIn(emptyPlace())).toBe(false);
    expect(isFilledIn(at('https://a.example/'))).toBe(true);
    const named = { ...at('https://a.example/'), access: 'user' as const, user: 'ada' };
    expect(isFilledIn(named)).toBe(false);
    expect(isFilledIn({ ...named, password: 'long' })).toBe(true);
  });

  it('is read without a password, with one, or with a token', () => {
    const open = at(' https://a.example/carnet ');
    const base = 'https://a.example/carnet/';
    expect(accountIn(open)).toEqual({ kind: 'http', base, token: '' });
    const user = { ...open, access: 'user', user: 'ada', password: ' x ' } as const;
    expect(accountIn(user)).toEqual({ kind: 'webdav', base, user: 'ada', password: ' x ' });
    const token = { ...open, access: 'token', token: 'abc' } as const;
    expect(accountIn(token)).toEqual({ kind: 'http', base, token: 'abc' });
  });

  it('may be a bucket, in the path or in the name of its server', () => {
    const s3 = { access: 's3', accessKeyId: 'id', secretAccessKey: 'key' } as const;
    expect(accountIn({ ...at('https://s3.example/box/'), ...s3 })).toMatchObject({
      ...{ endpoint: 'https://s3.example', bucket: 'box', style: 'path' },
    });
    expect(accountIn({ ...at('https://box.s3.example:9000'), ...s3 })).toMatchObject({
      ...{ endpoint: 'https://s3.example:9000', bucket: 'box', style: 'virtual-host' },
    });
  });
});
