import { describe, expect, it } from 'vitest';
import type { CborValue } from '../bytes/cbor.ts';
import { SharingError } from './errors.ts';
import { readDrop, readPlace, writeDrop, writePlace } from './place.ts';

const base = 'https://files.example/carnet/';
const malformed = new SharingError('malformed');
const user = { user: 'reader', password: 'pass word é' };

describe('a place on a host', () => {
  it.each([null, user])('is read as it was written, reader %o', (reader) => {
    expect(readPlace(writePlace({ base, reader }))).toEqual({ base, reader });
  });

  it.each([null, user, { token: 'abc.def' }])('is a drop with the writer %o', (writer) => {
    expect(readDrop(writeDrop({ base, writer }))).toEqual({ base, writer });
  });

  it.each([
    'https://files.example/',
    'https://files.example:8443/a/b/',
    'http://localhost:8080/carnet/',
    'http://127.0.0.1/',
    'http://[::1]:9000/x/',
  ])('may be %s', (address) => {
    expect(readPlace([address]).base).toBe(address);
  });

  it.each([
    '',
    'files.example/',
    'https://files.example',
    'https://files.example/carnet',
    'http://files.example/',
    'http://localhost.example/',
    'ftp://files.example/',
    'javascript:alert(1)//',
    'data:text/plain,/',
    'https://user:secret@files.example/',
    'https://user@files.example/',
    'https://files.example/?to=/',
    'https://files.example/#/',
    'https://files.example\\@evil.example/',
    ' https://files.example/',
    'https://files.example/ /',
    'https://files.example/\n/',
    'https://filés.example/',
    `https://files.example/${'a'.repeat(120)}/`,
  ])('is never %j', (address) => {
    expect(() => readPlace([address])).toThrow(malformed);
    expect(() => writeDrop({ base: address, writer: null })).toThrow(malformed);
  });

  it.each<{ value: CborValue }>([
    { value: [] },
    { value: base },
    { value: [base, 1] },
    { value: [base, 'a', 'b', 'c'] },
    { value: [base, '', 'password'] },
    { value: [base, 'user', ''] },
    { value: [base, 'us:er', 'password'] },
    { value: [base, 'user', 'pass\r\nX-Header: 1'] },
    { value: [base, 'u'.repeat(65), 'password'] },
    { value: [base, 'user', 'p'.repeat(129)] },
  ])('is no other value: $value', ({ value }) => {
    expect(() => readPlace(value)).toThrow(malformed);
    expect(() => readDrop(value)).toThrow(malformed);
  });

  it('has a token as a drop alone, and a short one without controls', () => {
    expect(() => readPlace([base, 'token'])).toThrow(malformed);
    expect(readDrop([base, 't'.repeat(256)]).writer).toEqual({ token: 't'.repeat(256) });
    for (const token of ['', 't'.repeat(257), 'a\nb'])
      expect(() => readDrop([base, token])).toThrow(malformed);
  });
});
