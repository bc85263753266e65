import type { IncomingMessage, Server } from 'node:http';
import type { ServerOptions } from 'node:https';

export function serve(options: {
  folder: string | (() => string);
  port?: number;
  host?: string;
  prefix?: string;
  secure?: ServerOptions;
  onRequest?: (request: IncomingMessage) => void;
}): Promise<Server>;
