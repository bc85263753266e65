import { utf8 } from '../bytes/bytes.ts';

/** The header of Basic authentication with UTF-8 (RFC 7617). */
export function basic(user: string, password: string): { authorization: string } {
  const bytes = utf8(`${user}:${password}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
