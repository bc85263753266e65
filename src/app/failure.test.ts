import { describe, expect, it } from 'vitest';
import { CryptoError } from '../crypto/index.ts';
import { HostError } from '../hosts/index.ts';
import { RecordsError } from '../records/index.ts';
import { SharingError } from '../sharing/index.ts';
import { VaultError } from '../vault/index.ts';
import { AppError } from './errors.ts';
import { failureCode, failureOf } from './failure.ts';

describe('a failure', () => {
  it('of any of our folders crosses as its code alone', () => {
    expect(failureOf(new AppError('locked'))).toEqual({ code: 'locked' });
    expect(failureOf(new CryptoError('not-authentic'))).toEqual({ code: 'not-authentic' });
    expect(failureOf(new RecordsError('is-pdf'))).toEqual({ code: 'is-pdf' });
    expect(failureOf(new SharingError('expired'))).toEqual({ code: 'expired' });
    expect(failureOf(new VaultError('full'))).toEqual({ code: 'full' });
  });

  it('of a host is told apart from the browser’s own', () => {
    expect(failureOf(new HostError('full'))).toEqual({ code: 'host-full' });
  });

  it('that is not ours tells nothing of what it says', () => {
    const foreign = Object.assign(new Error('Ada Example has asthma'), { code: 'Ada Example' });
    expect(failureOf(foreign)).toEqual({ code: 'unexpected' });
    expect(failureOf('Ada Example')).toEqual({ code: 'unexpected' });
  });

  it('is read by the page from whatever was thrown', () => {
    expect(failureCode({ code: 'expired' })).toBe('expired');
    expect(failureCode(new DOMException('gone', 'AbortError'))).toBe('unexpected');
    expect(failureCode(null)).toBe('unexpected');
  });
});
