declare module 'virtual:threat-model' {
  export const threatLines: import('./threat-model.ts').ThreatLine[];
}
