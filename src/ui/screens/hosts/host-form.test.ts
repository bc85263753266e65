import { describe, expect, it } from 'vitest';
import { draftOf, emptyForm, faultsOf, type HostForm, readingFrom } from './host-form.ts';

const folder: HostForm = {
  ...emptyForm(),
  label: ' My folder ',
  base: 'https://cloud.example.org/dav/ada/carnet',
  user: 'ada',
  password: ' kept as typed ',
};

const bucket: HostForm = {
  ...emptyForm(),
  kind: 's3',
  label: 'Bucket',
  endpoint: 'https://s3.example.org/',
  bucket: 'carnet-ada',
  accessKeyId: 'AK',
  secretAccessKey: 'SK',
};

describe('the form for a host', () => {
  it('finds no fault in a whole folder, bucket or web address', () => {
    const web: HostForm = { ...folder, kind: 'http', user: '', password: '', token: '' };
    for (const form of [folder, bucket, web]) expect(faultsOf(form)).toEqual({});
  });

  it('names what is missing, for the chosen kind alone', () => {
    expect(faultsOf({ ...emptyForm(), kind: 'http' })).toEqual({ label: 'needed', base: 'needed' });
    expect(Object.keys(faultsOf({ ...emptyForm(), kind: 's3' })).toSorted()).toEqual([
      ...['accessKeyId', 'bucket', 'endpoint', 'label', 'secretAccessKey'],
    ]);
  });

  it.each([
    ['cloud.example.org/dav', 'address'],
    ['ftp://cloud.example.org/', 'address'],
    ['http://cloud.example.org/', 'plain'],
    ['https://ada:secret@cloud.example.org/', 'signIn'],
    ['https://cloud.example.org/?folder=1', 'tail'],
  ])('refuses the address %s as %s', (base, fault) => {
    expect(faultsOf({ ...folder, base }).base).toBe(fault);
  });

  it('takes an unprotected address of this very device', () => {
    for (const base of ['http://localhost:8080/dav/', 'http://127.0.0.1:9/', 'http://[::1]:80/'])
      expect(faultsOf({ ...folder, base })).toEqual({});
  });

  it('reads from where it writes, until another address is written', () => {
    expect(readingFrom(folder)).toBe('https://cloud.example.org/dav/ada/carnet/');
    expect(readingFrom(bucket)).toBe('https://s3.example.org/carnet-ada/');
    expect(readingFrom({ ...bucket, style: 'virtual-host' })).toBe(
      'https://carnet-ada.s3.example.org/',
    );
    expect(readingFrom({ ...folder, reading: 'https://read.example.org/a' })).toBe(
      'https://read.example.org/a/',
    );
  });

  it('refuses a reading address that would not fit a code, and takes one that just does', () => {
    const long = (length: number) => `https://x.example/${'a'.repeat(length - 19)}/`;
    expect(faultsOf({ ...folder, reading: long(120) })).toEqual({});
    expect(faultsOf({ ...folder, reading: long(121) })).toEqual({ reading: 'long' });
    expect(faultsOf({ ...folder, base: long(121) })).toEqual({ reading: 'long' });
  });

  it('wants a reader’s name and password together', () => {
    expect(faultsOf({ ...folder, readerUser: 'reader' })).toEqual({ readerPassword: 'both' });
    expect(faultsOf({ ...folder, readerPassword: 'p' })).toEqual({ readerPassword: 'both' });
    const both = { ...folder, readerUser: 'reader', readerPassword: 'p' };
    expect(faultsOf(both)).toEqual({});
    expect(draftOf(both).reading.reader).toEqual({ user: 'reader', password: 'p' });
  });

  it('wants an address for a letterbox whose writer is named, and hands it over whole', () => {
    const writer = { dropUser: 'post', dropPassword: 'p' };
    expect(faultsOf({ ...folder, ...writer })).toEqual({ drop: 'needed' });
    const drop = 'https://cloud.example.org/letters';
    expect(faultsOf({ ...folder, drop, dropUser: 'post' })).toEqual({ dropPassword: 'both' });
    expect(faultsOf({ ...folder, drop: 'http://cloud.example.org/' })).toEqual({ drop: 'plain' });
    const whole = { ...folder, drop, ...writer };
    expect(faultsOf(whole)).toEqual({});
    expect(draftOf(whole).drop).toEqual({
      base: `${drop}/`,
      writer: { user: 'post', password: 'p' },
    });
    expect(draftOf({ ...folder, drop }).drop).toEqual({ base: `${drop}/`, writer: null });
    expect(draftOf(folder).drop).toBeUndefined();
  });

  it('makes a draft with tidy addresses and the password as it was typed', () => {
    expect(draftOf(folder)).toEqual({
      label: 'My folder',
      account: {
        kind: 'webdav',
        base: 'https://cloud.example.org/dav/ada/carnet/',
        user: 'ada',
        password: ' kept as typed ',
      },
      reading: { base: 'https://cloud.example.org/dav/ada/carnet/', reader: null },
    });
    expect(draftOf(bucket).account).toMatchObject({ endpoint: 'https://s3.example.org' });
  });
});
